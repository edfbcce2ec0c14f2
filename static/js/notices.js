// The list of notifications follows the bell: what is new stands at its top without a reload.
const list = document.querySelector("[data-news]");

document.addEventListener("bell:news", async ({ detail: { version } }) => {
  if (Number(version) <= Number(list.querySelector("[data-version]").dataset.version)) return;
  if (list.contains(document.activeElement)) return; // nobody's focus is taken away; the bell counts on
  const answer = await fetch(list.dataset.news);
  if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
});
