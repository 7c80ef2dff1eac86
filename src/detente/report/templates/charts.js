"use strict";
// Draws charts and marks tables that are wider than the page: for the report and the workbench.
const charts = (() => {
  const options = () => ({
    mode: "vega-lite",
    ast: true,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });

  // Draw into the last .drawing of a place; what stood there before goes when the new one is there.
  const draw = async (place, spec) => {
    const drawing = place.querySelector(":scope > .drawing:last-of-type");
    try {
      const { view } = await vegaEmbed(drawing, spec, options());
      place.view = view;
      place.dataset.state = "drawn";
      place.querySelectorAll(":scope > .drawing").forEach((each) => each === drawing || each.remove());
    } catch (error) {
      place.dataset.state = "failed";
      place.textContent = "This chart could not be drawn here; its data are in the table below.";
      console.error(error);
    }
  };

  const mark = (sheet) => {
    const hidden = sheet.scrollWidth - sheet.clientWidth;
    if (hidden <= 1) delete sheet.dataset.cut;
    else sheet.dataset.cut = sheet.scrollLeft < hidden - 1 ? "more" : "end";
  };
  const watch = new ResizeObserver((changes) => changes.forEach((change) => mark(change.target)));
  const markSheets = (root) => {
    for (const sheet of root.querySelectorAll(".scroll")) {
      watch.observe(sheet);
      sheet.addEventListener("scroll", () => mark(sheet), { passive: true });
    }
  };
  return { draw, markSheets };
})();
