"use strict";
// Draws the charts of a page, and keeps what a reader had when a part is replaced by a newer one:
// drawings until they are drawn again, folds and boxes that were open, tables scrolled sideways,
// what is being typed.
const keeping = (() => {
  const begun = new WeakSet();
  let kept = { drawings: new Map(), folds: new Set(), boxes: [], scrolled: new Map() };

  const nameFold = (fold) => fold.id || fold.querySelector("summary")?.textContent.trim();
  const nameSheet = (sheet) => sheet.getAttribute("aria-label");
  const pairs = (root, what, name) => new Map([...root.querySelectorAll(what)].map(name));

  const remember = (root) => {
    kept = {
      drawings: pairs(root, "[data-chart] > .drawing", (each) => [each.parentElement.dataset.chart, each]),
      folds: new Set([...root.querySelectorAll("details")].map((each) => `${nameFold(each)} ${each.open}`)),
      boxes: [...root.querySelectorAll("[popover][id]:popover-open")].map(({ id, scrollTop }) => [id, scrollTop]),
      scrolled: pairs(root, ".scroll", (each) => [nameSheet(each), each.scrollLeft]),
    };
  };

  const restore = (root) => {
    for (const fold of root.querySelectorAll("details")) {
      if (kept.folds.has(`${nameFold(fold)} ${!fold.open}`)) fold.open = !fold.open;
    }
    for (const [id, top] of kept.boxes) {
      const box = root.querySelector(`[popover][id="${CSS.escape(id)}"]:not(:popover-open)`);
      if (!box) continue;
      box.showPopover();
      box.scrollTop = top;
    }
    for (const sheet of root.querySelectorAll(".scroll")) {
      sheet.scrollLeft = kept.scrolled.get(nameSheet(sheet)) ?? sheet.scrollLeft;
    }
  };

  const findSpecs = () => [...document.querySelectorAll(".specs")]
    .reduce((all, each) => Object.assign(all, JSON.parse(each.textContent)), {});

  // The script that draws charts is put together while the page is already shown.
  const ready = () => new Promise((go) => {
    const script = document.getElementById("vega");
    if (!script || window.vegaEmbed) { go(); return; }
    script.addEventListener("load", go, { once: true });
    script.addEventListener("error", go, { once: true });
  });

  const draw = async (root) => {
    const specs = findSpecs();
    const places = [...root.querySelectorAll("[data-chart]")]
      .filter((place) => specs[place.dataset.chart] && !begun.has(place));
    for (const place of places) {
      begun.add(place);
      place.style.minHeight = `${place.dataset.height}px`;
      const old = kept.drawings.get(place.dataset.chart);
      if (old) place.prepend(old);
    }
    charts.markSheets(root);
    if (places.length) await ready();
    for (const place of places) {  // one may have been replaced while others were drawn
      if (place.isConnected) await charts.draw(place, specs[place.dataset.chart]);
    }
  };

  // A part that is asked for again is busy until the answer is there.
  const isLive = (part) => part.matches?.(".live, [aria-busy]");
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (isLive(detail.target)) detail.target.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const part = detail.requestConfig?.target ?? detail.target;  // what cannot be is said elsewhere
    if (!isLive(part)) return;
    part.setAttribute("aria-busy", "false");
    if (detail.xhr.status >= 400) part.querySelectorAll(".loading, .skeleton").forEach((each) => each.remove());
  });

  // What is being typed, or was refused, is not replaced under one's hands: the part is asked for
  // when it is left.
  const owed = new Map();  // parts, and what is asked for them
  const isInHand = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((input) => (
    input.value !== input.defaultValue && (input === document.activeElement || input.getAttribute("aria-invalid"))
  ));
  const again = (part, path = part.getAttribute("hx-get")) =>
    htmx.ajax("GET", path, { source: part, target: part }).catch(() => {});  // it says so itself
  const settle = () => {
    for (const [part, path] of [...owed]) {
      if (isInHand(part)) continue;
      owed.delete(part);
      if (part.isConnected) again(part, path);
    }
  };
  document.addEventListener("focusout", () => setTimeout(settle, 0));
  document.addEventListener("htmx:afterRequest", () => setTimeout(settle, 0));

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { target, xhr, pathInfo, requestConfig } = detail;
    if (requestConfig?.verb === "get" && xhr.status < 400 && target.id && isInHand(target)) {
      owed.set(target, pathInfo.requestPath);
      detail.shouldSwap = false;
    } else remember(target);
  });
  // What is heard is heard once: put there again, the same words would be read out again.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const same = detail.target.textContent.trim() === detail.fragment.textContent.trim();
    if (same && detail.target.matches("[role=status]")) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const root = event.detail.target.isConnected ? event.detail.target : document;
    restore(root);
    draw(root);
  });
  document.addEventListener("DOMContentLoaded", () => draw(document));
  return { again, settle };
})();
