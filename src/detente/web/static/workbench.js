"use strict";
// What every page does: send the token with each request, and say what cannot be.
const workbench = (() => {
  const body = document.body;
  const where = body.dataset.case && `/c/${body.dataset.case}`;
  const byId = (id) => document.getElementById(id);
  const MOST_NOTES = 3;
  const NOTE_TIME = 8000;

  // -- words in the corner ------------------------------------------------------------------------

  const addClose = (told) => {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "small";
    close.textContent = "Close";
    close.addEventListener("click", () => told.remove());
    told.append(close);
  };

  const note = (text, { stays = false } = {}) => {
    const place = byId("status");
    const told = document.createElement("p");
    told.className = "toast";
    const words = document.createElement("span");
    words.textContent = text;
    told.append(words);
    addClose(told);
    place.append(told);
    while (place.children.length > MOST_NOTES) place.firstElementChild.remove();
    if (!stays) setTimeout(() => told.matches(":hover, :focus-within") || told.remove(), NOTE_TIME);
  };

  // -- requests -----------------------------------------------------------------------------------

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = body.dataset.csrf;
  });
  const send = (path, content, { headers, ...more } = {}) => fetch(path, {
    method: "POST", body: content, ...more,
    headers: { ...headers, "X-CSRF-Token": body.dataset.csrf, "HX-Request": "true" },
  });

  const findProblems = (element) => {
    const named = element.closest("[data-problems]")?.dataset.problems;
    return named ? document.querySelector(named) : null;
  };
  // What cannot be stands until the same is done after all; in the corner, until anything is.
  const clearProblems = (element, { verb, target }) => {
    const place = findProblems(element);
    const corner = byId("status");
    if (place && place !== corner && place !== target) place.replaceChildren();
    const gone = verb === "get" ? place === corner && ".problems[data-verb=get]" : ".problems";
    if (gone) corner.querySelectorAll(gone).forEach((each) => each.remove());
  };

  // What cannot be (422, 409) and faults come as a part of a page: it goes where the element says.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    const element = detail.requestConfig?.elt ?? detail.elt;
    const status = detail.xhr.status;
    if (status < 400) return;
    detail.isError = false;
    if (!detail.xhr.getResponseHeader("content-type")?.startsWith("text/html")) {
      note(detail.xhr.responseText.slice(0, 300) || "This did not work.");
      return;
    }
    const live = detail.requestConfig?.verb === "get" && detail.target !== body;
    detail.target = findProblems(element) ?? (live ? detail.target : byId("status"));
    detail.swapOverride = "innerHTML";
    detail.shouldSwap = true;
    if (status === 409 && element.id === "do-save") byId("notices").scrollIntoView({ block: "center" });
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const told = byId("status").lastElementChild;
    if (detail.target !== byId("status") || !told) return;
    told.dataset.verb = detail.requestConfig?.verb ?? "";
    addClose(told);
  });

  // What asked may have been replaced when its answer comes; then htmx tells nobody of it.
  document.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    xhr.addEventListener("load", () => {
      const words = xhr.getResponseHeader("X-Note");
      if (xhr.status < 400) clearProblems(elt, requestConfig);
      if (words) note(decodeURIComponent(words));
      if (xhr.status < 400 || elt.isConnected) return;
      const target = findProblems(elt) ?? byId("status");
      htmx.swap(target, xhr.responseText, { swapStyle: "innerHTML" }, { eventInfo: { target, requestConfig } });
    });
  });

  // A request that waited for another is htmx's own: it tells of a failure, and rejects for nobody.
  addEventListener("unhandledrejection", (event) => { if (event.reason === undefined) event.preventDefault(); });

  // What was stopped is asked for again by the button that stands in its place.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("button.again")) return;
    const part = event.target.closest("[hx-get]");
    if (part) keeping.again(part);
  });

  // -- what opens over the page -------------------------------------------------------------------

  document.addEventListener("htmx:afterRequest", (event) => {
    const dialog = event.detail.elt.closest?.("dialog");
    if (dialog && event.detail.xhr.status < 400 && event.detail.requestConfig.verb === "post") dialog.close();
  });

  return { where, note, send };
})();
