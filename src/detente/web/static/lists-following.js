"use strict";
// Following what others changed, and what is not as at the baseline; new tables, and everything
// where it was.
const following = (() => {
  const LONG = 10, LONGEST = 14;
  const { root, address, find, isCell, isDraft, findDrafts, setMode } = lists;
  const tables = () => root.querySelector(".tables");

  // Only the last that was asked counts: what is answered before it may be older.
  let asked = 0;
  const ask = async (path, read) => {
    const answer = await fetch(address(path), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer) news.lose();
    return answer?.ok ? read(answer).catch(() => null) : null;
  };
  const doubted = new Set();  // keys of cells that may not be as they were in what the page has
  const refresh = async () => {
    const turn = ++asked;
    const about = new URLSearchParams({ have: tables().dataset.have });
    doubted.forEach((key) => about.append("also", key));
    const news = await ask(`cells?${about}`, (answer) => answer.json());
    if (!news || turn !== asked) return;
    if (news.shape !== tables().dataset.shape) await replaceTables(turn);
    else {
      for (const each of news.cells) patch(...each);
      tables().dataset.have = news.have;
      doubted.clear();
    }
    if (turn === asked) goToWanted();
  };
  const doubt = (key) => {
    doubted.add(key);
    refresh();
  };

  const frame = (cell) => cell.closest("td.number, .changed, .titles, .abouts, .mores > div, th, td");
  const patch = (key, text, rests, cites, before) => {
    const cell = find(key);
    if (!cell) return;
    putText(cell, text);
    const around = frame(cell);
    around.classList.toggle("changed", before !== null);
    cell.classList.toggle("longest", text.length > LONGEST);
    cell.classList.toggle("long", text.length > LONG && text.length <= LONGEST);
    if (before === null) cell.removeAttribute("title");
    else cell.title = `At the baseline: ${before || "nothing"}`;
    mark(cell, rests, cites);
  };
  const putText = (cell, text) => {
    const written = isDraft(cell);
    if (written) cell.dataset.was ??= cell.defaultValue;
    else delete cell.dataset.was;
    if (cell.defaultValue === text) return;
    cell.defaultValue = text;
    if (!written) {
      cell.value = text;
      if (document.activeElement === cell) cell.select();
    } else if (isDraft(cell)) troubles.showAgain(cell);
    else troubles.forget(cell);
  };
  const mark = (cell, rests, cites) => {
    const sign = cell.nextElementSibling;
    if (!sign?.classList.contains("mark")) return;
    cell.closest("td").dataset.rests = rests;
    sign.hidden = !rests;
    sign.textContent = cites || "○";
    sign.setAttribute("aria-label", `Rests on ${cites || "no source"}`);
    troubles.describe(cell);
  };

  // Rows were added, moved, renamed or taken away.
  const replaceTables = async (turn) => {
    const text = await ask("tables", (answer) => answer.text());
    if (text === null || turn !== asked) return;
    const drafts = findDrafts().map((cell) => [cell.id, cell.value, cell.dataset.was ?? cell.defaultValue]);
    const putBack = remember();
    root.innerHTML = text;
    doubted.clear();
    root.dispatchEvent(new CustomEvent("replaced"));
    for (const [key, value, was] of drafts) {
      const cell = find(key);
      if (cell && cell.defaultValue !== value) Object.assign(cell, { value }).dataset.was = was;
    }
    troubles.carryOver();
    putBack();
  };
  const remember = () => {
    const active = document.activeElement;
    const grip = root.contains(active) && active.classList.contains("grip") && active.closest("[data-option], [data-issue]").dataset;
    const spans = [...root.querySelectorAll(".pane")].map((pane) => [pane.scrollLeft, pane.scrollTop]);
    const [key, start, end, mode] = isCell(active)
      ? [active.id, active.selectionStart, active.selectionEnd, active.dataset.mode] : [];
    return () => {
      [...root.querySelectorAll(".pane")].forEach((pane, at) => {
        if (spans[at]) [pane.scrollLeft, pane.scrollTop] = spans[at];
      });
      const cell = key && find(key);
      if (cell) {
        cell.focus({ preventScroll: true });
        cell.setSelectionRange(start, end);
        setMode(cell, mode);
      } else if (grip) {
        const name = grip.option ? `[data-option="${grip.option}"] .grip` : `[data-issue="${grip.issue}"] .grip`;
        root.querySelector(name)?.focus({ preventScroll: true });
      }
    };
  };

  // Where somebody goes on, as soon as it is there.
  let wanted = "";
  const want = (key) => { wanted = key; };
  const goToWanted = () => {
    if (!wanted || !find(wanted)) return;
    find(wanted).focus();
    wanted = "";
  };

  document.body.addEventListener("changed", refresh);
  return { refresh, doubt, want };
})();
