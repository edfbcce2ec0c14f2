// Files reach a story by button, drop and paste; each shows how far it has come. Without this the form does it.
import { sessionEnded, signalProblem } from "./problems.js";

const panel = document.querySelector("[data-attach]");

function row(file) {
  const line = document.createElement("li");
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  bar.setAttribute("aria-label", `${file.name} is being attached`);
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  line.append(name, bar);
  panel.querySelector("[data-uploads]").append(line);
  return { bar, end: () => line.remove() };
}

function problemOf(xhr) {
  if (sessionEnded(xhr)) return { message: "You are signed out.", fix: "Sign in again, then attach it once more." };
  if (xhr.status === 413) return { message: "The file is too large.", fix: "Make it smaller." };
  const said = xhr.getResponseHeader("Content-Type")?.includes("json") ? JSON.parse(xhr.response) : {};
  return { message: said.detail ?? "The file did not arrive.", fix: said.fix ?? "Try again." };
}

function send(file) {
  const { bar, end } = row(file);
  const body = new FormData();
  body.append("file", file, file.name || "file");
  const xhr = new XMLHttpRequest();
  xhr.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = (100 * loaded) / total));
  return new Promise((done) => {
    xhr.addEventListener("loadend", () => {
      end();
      if (xhr.status >= 200 && xhr.status < 300 && !sessionEnded(xhr)) window.htmx.trigger(document.body, "storyChanged");
      else signalProblem(panel.querySelector("[data-uploads]"), problemOf(xhr));
      done();
    });
    xhr.open("POST", panel.dataset.attach);
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });
}

async function sendAll(files) {
  panel.querySelector("[data-errors]").replaceChildren();
  for (const file of files) await send(file); // one after the other: the order in the list is that of choosing
}

const carriesFiles = (transfer) => transfer?.types.includes("Files");

if (panel) {
  const input = panel.querySelector("input[type=file]");
  const button = panel.querySelector("[data-attach-button]");
  button.hidden = false;
  panel.querySelector("[data-attach-form]").classList.add("visually-hidden");
  panel.querySelector("[data-attach-form]").inert = true;
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await sendAll(files);
  });
  document.addEventListener("paste", ({ clipboardData }) => clipboardData.files.length && sendAll([...clipboardData.files]));
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    panel.classList.add("is-target");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget ?? panel.classList.remove("is-target"));
  document.addEventListener("drop", (event) => {
    panel.classList.remove("is-target");
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    sendAll([...event.dataTransfer.files]);
  });
}
