"use strict";
// What keys and the pointer do in a cell.
(() => {
  const { root, address, find, isCell, isDraft, edits, setMode, reveal } = lists;
  const { step, inTurn, toEnd } = moving;
  const { look, keep } = writing;
  const grounds = document.getElementById("cell-grounds");
  let fresh = null;  // the cell that the pointer has just entered

  const beginEdit = (cell) => {
    setMode(cell, "edit");
    cell.setSelectionRange(cell.value.length, cell.value.length);
  };

  // What a number rests on.
  let asked = "";
  const showGrounds = async (cell) => {
    asked = cell.id;
    const answer = await fetch(`${address("grounds")}?at=${encodeURIComponent(cell.id)}`).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => "") : "";
    if (!text || asked !== cell.id || !find(asked)) return;
    grounds.innerHTML = text;
    grounds.showPopover();
    troubles.place(grounds, find(asked));
    grounds.querySelector("a:last-of-type, a")?.focus({ preventScroll: true });
    grounds.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && grounds.contains(document.activeElement)) find(asked)?.focus();
    }, { once: true });
  };

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const moves = (cell, [down]) => !edits(cell) || (Boolean(down) && !cell.classList.contains("words"));
  const press = (event) => {
    const cell = event.target;
    const arrow = ARROWS[event.key];
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const ctrl = event.ctrlKey || event.metaKey;
    const stays = () => event.preventDefault();
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && event.altKey) { stays(); showGrounds(cell); return; }
    if (event.key === "Enter" && plain) { stays(); enter(cell, event.shiftKey ? -1 : 1); return; }
    if (event.key === "Escape") { if (isDraft(cell) || edits(cell)) { stays(); troubles.restore(cell); } return; }
    if (event.key === "Tab" && plain) { if (inTurn(cell, !event.shiftKey)) stays(); return; }
    if (event.key === "F2") { stays(); beginEdit(cell); return; }
    if (arrow && !event.altKey && !event.shiftKey && moves(cell, arrow)) { stays(); step(cell, ...arrow, ctrl); return; }
    if ((event.key === "Home" || event.key === "End") && !edits(cell) && !event.shiftKey) { stays(); toEnd(cell, event.key === "End", ctrl); }
  };
  const enter = async (cell, down) => {
    setMode(cell, "move");
    if (!isDraft(cell)) { step(cell, down, 0, false); return; }
    if (troubles.isOfNow(cell) && troubles.isConflict(cell)) { troubles.show(cell); troubles.choose(); return; }
    const key = cell.id;
    const kept = keep(cell);
    if (!step(cell, down, 0, false)) cell.select();
    const there = document.activeElement;
    if (!(await kept) && document.activeElement === there && !isDraft(there) && find(key) !== there) moving.go(find(key));
  };

  root.addEventListener("keydown", (event) => {
    if (isCell(event.target)) press(event);
    else if (event.target.classList.contains("grip") && ARROWS[event.key] && !event.altKey) {
      event.preventDefault();
      step(event.target, ...ARROWS[event.key], false);
    }
  });
  root.addEventListener("input", (event) => {
    if (!isCell(event.target)) return;
    setMode(event.target, "edit");
    event.target.dataset.was ??= event.target.defaultValue;
    look(event.target.id);
  });
  root.addEventListener("pointerdown", (event) => {
    fresh = isCell(event.target) && document.activeElement !== event.target && event.pointerType === "mouse" ? event.target : null;
  });
  root.addEventListener("click", (event) => {
    const cell = event.target;
    if (cell.classList.contains("mark")) showGrounds(cell.previousElementSibling);
    else if (isCell(cell) && cell === fresh && cell.selectionStart === cell.selectionEnd) cell.select();
    else if (isCell(cell)) setMode(cell, "edit");
    fresh = null;
  });
  root.addEventListener("focusin", (event) => {
    if (!isCell(event.target)) return;
    setMode(event.target, "move");
    event.target.select();
    if (troubles.has(event.target)) troubles.show(event.target);
  });
  // A text that was refused is not sent again until it is changed.
  root.addEventListener("focusout", (event) => {
    if (!isCell(event.target) || !event.target.isConnected) return;
    troubles.leave(event.target, event.relatedTarget);
    if (isDraft(event.target) && !troubles.isOfNow(event.target)) keep(event.target);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const at = new URLSearchParams(location.search).get("at");
    const cell = at && find(at);
    if (!cell) return;
    reveal(cell);
    cell.scrollIntoView({ block: "center", inline: "center" });
    cell.focus({ preventScroll: true });
  });
})();
