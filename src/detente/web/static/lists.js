"use strict";
// What the scripts of the lists share: cells, what can be said of one, and asking the server.
const lists = (() => {
  const root = document.getElementById("lists");
  const LOST = "The workbench does not answer. What you typed still stands here; keep it again when the workbench runs.";

  const say = (text) => {
    const said = document.createElement("div");
    said.className = "problems";
    said.textContent = text;
    return said.outerHTML;
  };

  // What could not be sent is answered too, so that nobody waits in vain.
  const address = (path) => `${workbench.where}/lists/${path}`;
  const post = (path, body, more = {}) => workbench.send(address(path), JSON.stringify(body), {
    ...more, headers: { "Content-Type": "application/json" },
  }).then((answer) => {
    if (answer.status === 403) news.lose();
    return answer;
  }).catch((error) => {
    if (error.name === "AbortError") throw error;
    news.lose();
    return new Response(say(LOST), { status: 503 });
  });

  const find = (key) => document.getElementById(key);
  const isCell = (element) => element instanceof Element && element.classList.contains("cell");
  const isDraft = (cell) => cell.value !== cell.defaultValue;
  const findDrafts = () => [...root.querySelectorAll(".cell")].filter(isDraft);

  // Arrow keys go to another cell until somebody begins to change the text of one.
  const edits = (cell) => cell.dataset.mode === "edit";
  const setMode = (cell, mode) => { cell.dataset.mode = mode; };

  const reveal = (cell) => root.dispatchEvent(new CustomEvent("reveal", { detail: cell }));
  return { root, say, address, post, find, isCell, isDraft, findDrafts, edits, setMode, reveal };
})();
