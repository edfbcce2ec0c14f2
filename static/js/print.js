// Plotly draws in pixels and colours of the screen. For paper each drawing is made in the light theme and told its
// size, so that CSS may scale it.
const root = document.documentElement;
const drawings = () => document.querySelectorAll("[data-chart] .main-svg");
let theme;

function show(next) {
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}

addEventListener("beforeprint", () => {
  theme = root.dataset.theme;
  for (const drawing of drawings()) {
    const { width, height } = drawing.getBoundingClientRect();
    if (width) drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
  show("light");
});
addEventListener("afterprint", () => {
  for (const drawing of drawings()) drawing.removeAttribute("viewBox");
  show(theme);
});
