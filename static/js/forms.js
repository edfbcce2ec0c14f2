// What every form and every narrow screen needs.

// A double click sends a plain form once. Forms that may be sent again from the same page say data-many.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
  if ("sent" in form.dataset) event.preventDefault();
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("form [aria-busy=true]"))
    button.removeAttribute("aria-busy");
});

document.addEventListener("change", ({ target }) => {
  if (target.form && "submitOnChange" in target.form.dataset) target.form.requestSubmit();
});

// The first wrong field takes the focus, on a page as in a fragment.
const firstWrong = (root) => root.querySelector?.('[aria-invalid="true"]')?.focus();
firstWrong(document);
document.addEventListener("htmx:afterSwap", ({ detail }) => firstWrong(detail.target));

// Narrow screens
if (matchMedia("(max-width: 759px)").matches)
  for (const part of document.querySelectorAll("details[data-closed-on-phone]")) part.open = false;
for (const part of document.querySelectorAll("[data-show-end]")) part.scrollLeft = part.scrollWidth;
for (const part of document.querySelectorAll("[data-show-current] [aria-current]"))
  part.scrollIntoView({ block: "nearest", inline: "center" });
