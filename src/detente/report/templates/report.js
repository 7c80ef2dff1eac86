"use strict";
(async () => {
  const specs = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const options = {
    mode: "vega-lite",
    ast: true,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { theme: dark ? "dark" : "light" },
  };
  for (const drawing of document.querySelectorAll("[data-chart]")) {
    try {
      await vegaEmbed(drawing.firstElementChild, specs[drawing.dataset.chart], options);
      drawing.dataset.state = "drawn";
    } catch (error) {
      drawing.dataset.state = "failed";
      drawing.textContent = "This chart could not be drawn here; its data are in the table below.";
      console.error(error);
    }
  }
  document.documentElement.dataset.charts = "done";

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((fold) => { fold.open = false; });
  });
})();
