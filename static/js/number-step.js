// Buttons with data-step move the number field beside them; without this script they send their step themselves.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-step]");
  const field = button?.parentElement.querySelector('input[type="number"]');
  if (!field) return;
  event.preventDefault();
  const before = field.value;
  if (Number(button.dataset.step) < 0) field.stepDown();
  else field.stepUp();
  if (field.value !== before) field.dispatchEvent(new Event("change", { bubbles: true }));
});
