"use strict";
// Before anything is painted: the theme that was chosen here, else the system's. Storage may be forbidden.
(function () {
  const root = document.documentElement;
  const names = ["auto", "light", "dark"];
  let chosen = "auto";
  try { chosen = localStorage.getItem("rewardry-theme") || "auto"; } catch (error) { chosen = "auto"; }
  function show() {
    if (chosen === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", chosen);
    const button = document.getElementById("theme");
    if (!button) return;
    button.textContent = "Theme: " + chosen;
    button.setAttribute("aria-label", "Theme: " + (chosen === "auto" ? "as the system" : chosen) + "; press for the next");
  }
  if (!names.includes(chosen)) chosen = "auto";
  show();
  document.addEventListener("DOMContentLoaded", function () {
    show();
    document.getElementById("theme").addEventListener("click", function () {
      chosen = names[(names.indexOf(chosen) + 1) % names.length];
      try { localStorage.setItem("rewardry-theme", chosen); } catch (error) { /* it lasts until the page is closed */ }
      show();
    });
  });
})();
