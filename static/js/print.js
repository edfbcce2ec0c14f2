// Plotly draws in pixels of the screen. For paper each drawing is told its size, so that CSS may scale it.
const drawings = () => document.querySelectorAll("[data-chart] .main-svg");

addEventListener("beforeprint", () => {
  for (const drawing of drawings()) {
    const { width, height } = drawing.getBoundingClientRect();
    if (width) drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
});
addEventListener("afterprint", () => {
  for (const drawing of drawings()) drawing.removeAttribute("viewBox");
});
