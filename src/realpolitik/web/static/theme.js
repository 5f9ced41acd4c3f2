// Light or dark: as the screen is, unless somebody chose otherwise. Read before the page is drawn, so that it does not flash.
"use strict";
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  const screen = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : screen.matches);
  const changed = () => document.dispatchEvent(new CustomEvent("theme", { detail: { dark: isDark() } }));
  screen.addEventListener("change", changed);
  window.isDark = isDark;
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    name();
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* it is forgotten with the page */ }
      changed();
    });
    document.addEventListener("theme", name);
  });
})();
