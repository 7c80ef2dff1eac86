"use strict";
(async () => {
  charts.markSheets(document);
  const specs = JSON.parse(document.getElementById("charts").textContent);
  for (const place of document.querySelectorAll("[data-chart]")) {
    await charts.draw(place, specs[place.dataset.chart]);
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
