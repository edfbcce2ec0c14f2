// Another question to start with, and a root cause that becomes an action.
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-next-question]")) nextQuestion(target.closest(".panel"));
  const remedy = target.closest("[data-remedy]");
  if (remedy) propose(remedy.dataset.remedy);
});

function nextQuestion(panel) {
  const all = [...panel.querySelectorAll("[data-questions] span")].map((one) => one.textContent);
  const shown = panel.querySelector("[data-question]");
  shown.textContent = all[(all.indexOf(shown.textContent) + 1) % all.length];
}

function propose(cause) {
  const box = document.getElementById("make-action");
  if (!box) return;
  box.open = true;
  const field = box.querySelector("[name=title]");
  field.placeholder = `What would change this: ${cause}`;
  field.focus();
}
