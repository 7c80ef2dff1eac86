"use strict";
// What every page does: send the token with each request, follow the case, draw charts.
const workbench = (() => {
  const body = document.body;
  const where = body.dataset.case && `/c/${body.dataset.case}`;

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = body.dataset.csrf;
  });

  const specsIn = (root) => [...root.querySelectorAll("script.specs")]
    .reduce((all, script) => Object.assign(all, JSON.parse(script.textContent)), {});

  const draw = async (root) => {
    const specs = specsIn(root);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const options = {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false,
      tooltip: { theme: dark ? "dark" : "light" },
    };
    for (const place of root.querySelectorAll("[data-chart]")) {
      const spec = specs[place.dataset.chart];
      if (!spec || place.dataset.state) continue;
      place.style.minHeight = `${place.dataset.height}px`;
      try {
        const result = await vegaEmbed(place.firstElementChild, spec, options);
        place.view = result.view;
        place.dataset.state = "drawn";
      } catch (error) {
        place.dataset.state = "failed";
        place.textContent = "This chart could not be drawn here; its data are in the table below.";
        console.error(error);
      }
    }
  };
  document.addEventListener("htmx:afterSettle", (event) => draw(event.detail.target));
  document.addEventListener("DOMContentLoaded", () => draw(document));

  const follow = () => {
    const source = new EventSource(`${where}/stream`);
    const pass = (name) => source.addEventListener(name, (event) => {
      const text = JSON.parse(event.data);
      htmx.trigger(body, name, { text });
      if (name === "found") htmx.trigger(body, `found-${text}`, {});
    });
    ["changed", "found", "working", "idle", "disk", "failed"].forEach(pass);
  };
  if (where) follow();
  return { draw, where };
})();
