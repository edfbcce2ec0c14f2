// Runs before the first paint: the saved theme, otherwise the system's.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  const saved = () => {
    try {
      return localStorage.getItem("theme") || "";
    } catch {
      return ""; // storage blocked: follow the system
    }
  };

  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const choice of document.querySelectorAll("[data-theme-set]"))
      choice.setAttribute("aria-checked", choice.dataset.themeSet === theme);
    document.dispatchEvent(new CustomEvent("themechange"));
  };

  const choose = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // not saved, still applied
    }
    show(theme);
  };

  addEventListener("click", ({ target }) => {
    if (target.closest("[data-theme-toggle]")) choose(isDark() ? "light" : "dark");
    const choice = target.closest("[data-theme-set]");
    if (choice) choose(choice.dataset.themeSet);
  });
  addEventListener("storage", ({ key, newValue }) => key === "theme" && show(newValue || ""));
  addEventListener("DOMContentLoaded", () => show(saved()));
  system.addEventListener("change", () => show(saved()));
  show(saved());
})();
