"use strict";
// What every page does: send the token with each request, follow the case.
const workbench = (() => {
  const body = document.body;
  const where = body.dataset.case && `/c/${body.dataset.case}`;

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = body.dataset.csrf;
  });

  const follow = () => {
    const source = new EventSource(`${where}/stream`);
    const pass = (name) => source.addEventListener(name, (event) => {
      const text = JSON.parse(event.data);
      htmx.trigger(body, name, { text });
      if (name === "found") htmx.trigger(body, `found-${text}`, {});
    });
    ["changed", "found", "working", "idle", "disk", "failed", "pinned"].forEach(pass);
  };
  if (where) follow();
  return { draw: keeping.draw, where };
})();
