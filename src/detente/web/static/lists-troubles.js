"use strict";
// What is wrong with what stands in a cell, said in a bubble under it.
const troubles = (() => {
  const { find, isDraft, setMode } = lists;
  const bubble = document.getElementById("cell-problem");
  const known = new Map();  // by key of a cell: which text, and why: a part of a page, or a conflict
  let about = "";           // the key of the cell that the bubble is about

  const describe = (cell) => {
    const rests = cell.closest("td")?.dataset.rests;
    const ids = [known.has(cell.id) && "cell-problem", rests && `say-${rests}`].filter(Boolean);
    if (ids.length) cell.setAttribute("aria-describedby", ids.join(" "));
    else cell.removeAttribute("aria-describedby");
  };
  const count = () => {
    const button = document.getElementById("lists-wrong");
    button.hidden = !known.size;
    button.textContent = known.size === 1 ? "One cell is not kept: show it" : `${known.size} cells are not kept: show the first`;
  };
  const refuse = (cell, why, text = cell.value) => {
    known.set(cell.id, { text, why });
    cell.setAttribute("aria-invalid", "true");
    describe(cell);
    if (document.activeElement === cell) show(cell);
    count();
  };
  const forget = (cell) => {
    delete cell.dataset.was;
    known.delete(cell.id);
    cell.removeAttribute("aria-invalid");
    describe(cell);
    if (about === cell.id) hide();
    count();
  };
  const restore = (cell) => {
    cell.value = cell.defaultValue;
    setMode(cell, "move");
    forget(cell);
    cell.select();
  };

  // After new tables: what was wrong is said of the new cells.
  const carryOver = () => {
    const told = about;
    hide();
    for (const [key, { text, why }] of [...known]) {
      const cell = find(key);
      if (cell && isDraft(cell)) refuse(cell, why, text);
      else known.delete(key);
    }
    count();
    if (known.has(told)) show(find(told));
  };

  // The bubble lies over the page, so nothing moves.
  const place = (box, cell) => {
    const at = cell.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    box.style.left = `${Math.max(8, Math.min(at.left, room - box.offsetWidth - 8))}px`;
    const below = at.bottom + 4;
    const fits = below + box.offsetHeight < window.innerHeight;
    box.style.top = `${fits ? below : Math.max(8, at.top - box.offsetHeight - 4)}px`;
  };
  const show = (cell) => {
    const { why } = known.get(cell.id);
    if (typeof why === "string") bubble.innerHTML = why;
    else bubble.replaceChildren(sayConflict(cell, why));
    about = cell.id;
    if (!bubble.matches(":popover-open")) bubble.showPopover();
    place(bubble, cell);
  };
  const hide = () => {
    about = "";
    if (bubble.matches(":popover-open")) bubble.hidePopover();
  };
  const showAgain = (cell) => {
    if (about !== cell.id) return;
    const inside = bubble.contains(document.activeElement);
    show(cell);
    if (inside) choose();
  };
  const leave = (cell, to) => { if (about === cell.id && !bubble.contains(to)) hide(); };
  const follow = () => { if (about && find(about)) place(bubble, find(about)); };
  addEventListener("scroll", follow, { passive: true, capture: true });
  addEventListener("resize", follow);

  // A conflict: what was written, what stands there by now, and how to keep what was written after all.
  const quote = (text) => `“${text || "nothing"}”`;
  const sayConflict = (cell, conflict) => {
    const box = document.createElement("div");
    const said = document.createElement("p");
    box.className = "problems";
    said.textContent = conflict.gone ? "This is no longer in the case."
      : `This was changed meanwhile: it now says ${quote(cell.defaultValue)}. You wrote ${quote(conflict.wrote)}.`;
    box.append(said);
    if (!conflict.gone) box.append(offerBoth(cell, conflict));
    return box;
  };
  const offerBoth = (cell, { wrote, keep }) => {
    const row = document.createElement("div");
    row.className = "row";
    for (const [text, act] of [[cell.defaultValue, restore], [wrote, keep]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${act === keep ? "Write" : "Leave"} ${quote(text)}`;
      button.addEventListener("click", () => {
        cell.value = wrote;
        forget(cell);
        cell.focus();
        act(cell);
      });
      row.append(button);
    }
    return row;
  };

  const goToFirst = () => {
    const cell = find([...known.keys()][0]);
    if (cell) { lists.reveal(cell); moving.go(cell); }
  };
  document.getElementById("lists-wrong").addEventListener("click", goToFirst);
  const choose = () => bubble.querySelector("button")?.focus();
  return {
    any: () => known.size > 0,
    has: (cell) => known.has(cell.id),
    isOfNow: (cell) => known.get(cell.id)?.text === cell.value,
    isConflict: (cell) => Boolean(known.get(cell.id)?.why.wrote),
    isShown: () => Boolean(about),
    refuse, forget, restore, describe, carryOver, place, show, showAgain, leave, choose,
  };
})();
