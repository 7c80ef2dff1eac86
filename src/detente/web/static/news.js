"use strict";
// Follows the case: what the server tells is passed on to the parts of the page, and so is what it
// told while nobody listened.
const news = (() => {
  const body = document.body;
  const { where, note } = workbench;
  const EVENTS = ["changed", "found", "working", "idle", "disk", "saved", "pinned"];
  const SEARCHED = ["deals", "plan", "staged"];  // what parts wait for by name
  const RETRY = 2000;

  const pass = (name, text) => {
    htmx.trigger(body, name, { text });
    if (name === "disk" && text) note(`${text}: changed on the disk by somebody else. What to do stands at the top of the page.`);
    if (name === "found") htmx.trigger(body, `found-${text}`, {});
  };
  const hear = (name, event) => {
    const text = JSON.parse(event.data);
    body.dataset.told = event.lastEventId;
    if (name === "changed") body.dataset.version = text;
    pass(name, text);
  };

  const showGone = (gone) => {
    document.getElementById("gone").hidden = !gone;
    body.classList.toggle("is-gone", gone);
  };
  const isGone = () => body.classList.contains("is-gone");

  // The version, the count of what was told and the token are those of one run of the server.
  const meet = ({ run, version, told, csrf }) => {
    const seen = { ...body.dataset };
    const isOther = isGone() || run !== seen.run || version !== seen.version;
    const isBehind = isOther || told !== seen.told;
    showGone(false);
    Object.assign(body.dataset, { run, version, told, csrf });
    if (isOther) pass("changed", version);
    if (!isBehind) return;
    ["saved", "disk", "pinned"].forEach((name) => pass(name, ""));
    SEARCHED.forEach((name) => pass("found", name));
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
    EVENTS.forEach((name) => source.addEventListener(name, (event) => hear(name, event)));
    source.addEventListener("hello", (event) => meet(JSON.parse(event.data)));
    source.addEventListener("bye", () => showGone(true));
    source.addEventListener("error", (event) => {
      showGone(true);
      if (event.target.readyState !== EventSource.CLOSED) return;
      leave();
      setTimeout(follow, RETRY);
    });
  };
  const lookAgain = () => (document.hidden ? leave() : follow());

  // Something did not arrive, or came with the token of an earlier run: begin anew, and ask for all.
  const lose = () => {
    if (!where || isGone()) return;
    showGone(true);
    leave();
    follow();
  };

  document.addEventListener("htmx:sendError", lose);
  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status === 403) lose(); });
  if (where) {
    follow();
    document.addEventListener("visibilitychange", lookAgain);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", lookAgain);
  }
  return { lose };
})();
