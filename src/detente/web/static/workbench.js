"use strict";
// What every page does: send the token with each request, follow the case, say what cannot be,
// and answer to keys.
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

  const findProblems = (element) => {
    const named = element.closest("[data-problems]")?.dataset.problems;
    return named ? document.querySelector(named) : null;
  };
  // What cannot be stands until the same is done after all; in the corner, until anything is.
  const clearProblems = (element, verb) => {
    const place = findProblems(element);
    const corner = byId("status");
    if (place && place !== corner) place.replaceChildren();
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
      if (xhr.status < 400) clearProblems(elt, requestConfig.verb);
      if (words) note(decodeURIComponent(words));
      if (xhr.status < 400 || elt.isConnected) return;
      const target = findProblems(elt) ?? byId("status");
      htmx.swap(target, xhr.responseText, { swapStyle: "innerHTML" }, { eventInfo: { target, requestConfig } });
    });
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target.getAttribute("aria-disabled") === "true") event.preventDefault();
  });
  document.addEventListener("htmx:sendError", () => showGone(true));

  // What was stopped is asked for again by the button that stands in its place.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("button.again")) return;
    const part = event.target.closest("[hx-get]");
    if (part) htmx.ajax("GET", part.getAttribute("hx-get"), { source: part, target: part });
  });

  // -- following the case -------------------------------------------------------------------------

  const EVENTS = ["changed", "found", "working", "idle", "disk", "failed", "saved", "pinned"];
  const RETRY = 2000;

  const pass = (name, text) => {
    if (name === "changed") body.dataset.version = text;
    htmx.trigger(body, name, { text });
    if (name === "disk" && text) note(`${text}: changed on the disk by somebody else. What to do stands at the top of the page.`);
    if (name === "found") htmx.trigger(body, `found-${text}`, {});
  };

  const showGone = (gone) => {
    const bar = byId("gone");
    if (bar) bar.hidden = !gone;
    body.classList.toggle("is-gone", gone);
  };

  const meet = (version) => {
    showGone(false);
    if (version !== body.dataset.version) pass("changed", version);
  };

  // A browser opens six connections to a server at most: only the page that is looked at follows.
  let source = null;

  const leave = () => {
    source?.close();
    source = null;
  };

  const follow = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${where}/stream`);
    EVENTS.forEach((name) => source.addEventListener(name, (event) => pass(name, JSON.parse(event.data))));
    source.addEventListener("hello", (event) => meet(event.data));
    source.addEventListener("bye", () => showGone(true));
    source.addEventListener("error", (event) => {
      showGone(true);
      if (event.target.readyState !== EventSource.CLOSED) return;
      leave();
      setTimeout(follow, RETRY);
    });
  };

  const lookAgain = () => {
    if (document.hidden) leave();
    else if (!source) {
      follow();
      ["saved", "disk", "pinned"].forEach((name) => pass(name, ""));  // what has no version
    }
  };

  // -- keys ---------------------------------------------------------------------------------------

  const isWriting = (element) => element.matches?.("input, textarea, select, [contenteditable]");
  const isPending = (element) => isWriting(element) && element.value !== element.defaultValue;

  const press = (id) => {
    const button = byId(id);
    if (button?.closest(".htmx-added")) setTimeout(press, 30, id);  // it has just been put there
    else if (button?.getAttribute("aria-disabled") === "false") button.click();
  };

  const choose = (event) => {
    const key = event.key.toLowerCase();
    if (key === "s" && !event.shiftKey) return "do-save";
    if (isPending(event.target)) return null;
    if (key === "z") return event.shiftKey ? "do-redo" : "do-undo";
    return key === "y" && !event.shiftKey ? "do-redo" : null;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || !where) return;
    if (event.ctrlKey || event.metaKey) {
      const button = choose(event);
      if (!button) return;
      event.preventDefault();
      press(button);
    } else if (event.key === "?" && !isWriting(event.target)) {
      event.preventDefault();
      byId("keys").showModal();
    }
  });

  // What is typed and not left yet is part of what is saved: it is sent first.
  // So it is with all that is done to the case as a whole.
  const WHOLE = ["do-save", "do-undo", "do-redo", "do-pin", "do-back"];
  let sending = 0;
  const hold = (sent) => {
    sending += 1;
    sent.finally(() => {
      sending -= 1;
      if (!sending) body.dispatchEvent(new Event("sent"));
    });
  };
  document.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    if (requestConfig.verb === "get" || WHOLE.includes(elt.id)) return;
    hold(new Promise((go) => { xhr.addEventListener("loadend", go); }));
  });
  const leaveCell = () => {
    const cell = document.activeElement;
    if (!isWriting(cell)) return;
    cell.blur();
    cell.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:confirm", (event) => {
    if (event.defaultPrevented || !WHOLE.includes(event.target.id)) return;
    leaveCell();
    if (!sending) return;
    event.preventDefault();
    body.addEventListener("sent", () => event.detail.issueRequest(true), { once: true });
  });

  // -- what opens over the page -------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener && opener.getAttribute("aria-disabled") !== "true") byId(opener.dataset.opens).showModal();
    event.target.closest?.("[data-closes]")?.closest("dialog").close();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const dialog = event.detail.elt.closest?.("dialog");
    if (dialog && event.detail.xhr.status < 400 && event.detail.requestConfig.verb === "post") dialog.close();
  });

  if (where) {
    follow();
    document.addEventListener("visibilitychange", lookAgain);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", lookAgain);
  }
  return { draw: keeping.draw, where, note, hold };
})();
