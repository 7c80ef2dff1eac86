"use strict";
// What is done to the case as a whole: undo, redo, save, the baseline; by button or by key, in the
// order in which it was asked, and after all that was typed before.
const acts = (() => {
  const { body } = document;
  const byId = (id) => document.getElementById(id);
  const WHOLE = ["do-save", "do-undo", "do-redo", "do-pin", "do-back"];
  const isWriting = (element) => element.matches?.("input, textarea, select, [contenteditable]");
  const isPending = (element) => isWriting(element) && element.value !== element.defaultValue;
  const isOff = (button) => button.getAttribute("aria-disabled") === "true" && !sending;

  // What is typed and not left yet is part of what is saved: it is sent first.
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

  // What is pressed twice while it is under way is meant once, but for what can be done many times.
  const isRepeated = ({ target, detail }) => target.classList.contains("htmx-request")
    && ["click", "submit"].includes(detail.triggeringEvent?.type) && detail.verb !== "get";
  document.addEventListener("htmx:confirm", (event) => {
    const isWhole = WHOLE.includes(event.target.id);
    if (isWhole) leaveCell();
    if (isOff(event.target) || (!isWhole && isRepeated(event))) event.preventDefault();
    else if (isWhole && sending) {
      event.preventDefault();
      body.addEventListener("sent", () => event.detail.issueRequest(true), { once: true });
    }
  });

  // The buttons stay, with what was pressed and waits: what they say is replaced.
  const renew = (old, button) => {
    if (old.hasAttribute("hx-post") !== button.hasAttribute("hx-post")) {
      old.replaceWith(button);
      htmx.process(button);
    } else {
      for (const { name, value } of button.attributes) old.setAttribute(name, value);
      old.textContent = button.textContent;
    }
  };
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "actions" || detail.xhr.status >= 400) return;
    detail.shouldSwap = false;
    const answer = new DOMParser().parseFromString(detail.serverResponse, "text/html");
    for (const button of answer.querySelectorAll("button")) renew(byId(button.id), button);
    byId("case-title").textContent = answer.getElementById("case-title").textContent;
  });

  // Keys.
  const press = (id) => {
    if (id === "do-save") leaveCell();
    const button = byId(id);
    if (!isOff(button)) button.click();
  };
  const choose = (event) => {
    const key = event.key.toLowerCase();
    if (key === "s" && !event.shiftKey) return "do-save";
    if (isPending(event.target)) return null;
    if (key === "z") return event.shiftKey ? "do-redo" : "do-undo";
    return key === "y" && !event.shiftKey ? "do-redo" : null;
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || !workbench.where) return;
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

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener && !isOff(opener)) byId(opener.dataset.opens).showModal();
    event.target.closest?.("[data-closes]")?.closest("dialog").close();
  });
  return { hold };
})();
