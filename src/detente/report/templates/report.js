"use strict";
(async () => {
  const mark = (sheet) => {
    const hidden = sheet.scrollWidth - sheet.clientWidth;
    if (hidden <= 1) delete sheet.dataset.cut;
    else sheet.dataset.cut = sheet.scrollLeft < hidden - 1 ? "more" : "end";
  };
  const watch = new ResizeObserver((changes) => changes.forEach((change) => mark(change.target)));
  for (const sheet of document.querySelectorAll(".scroll")) {
    watch.observe(sheet);
    sheet.addEventListener("scroll", () => mark(sheet), { passive: true });
  }

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

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folds = [];
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
    if (folds.some((fold) => !fold.open)) {
      folds.forEach((fold) => { fold.open = true; });
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((fold) => { fold.open = false; });
  });
})();
