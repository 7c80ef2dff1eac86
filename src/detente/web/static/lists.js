"use strict";
// The cells of the lists: moving between them, writing in them, keeping what was written.
const lists = (() => {
  const WAIT = 250, LONG = 10, LONGEST = 14;
  const root = document.getElementById("lists");
  const bubble = document.getElementById("cell-problem");
  const grounds = document.getElementById("cell-grounds");
  const address = (path) => `${workbench.where}/lists/${path}`;
  const troubles = new Map();      // by key of a cell: what is wrong with what stands in it
  const under = new Map();         // by key of a cell: what of it is being kept
  let saving = Promise.resolve();  // what is kept is kept in the order in which it was typed
  let about = null;                // the cell that the bubble is about
  let fresh = null;                // the cell that the pointer has just entered

  const post = (path, body, more = {}) => fetch(address(path), {
    method: "POST", body: JSON.stringify(body), ...more,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": document.body.dataset.csrf, "HX-Request": "true" },
  });
  const isCell = (element) => element instanceof Element && element.classList.contains("cell");
  const find = (key) => document.getElementById(key);
  const isDraft = (cell) => cell.value !== cell.defaultValue;
  const tables = () => root.querySelector(".tables");
  const frame = (cell) => cell.closest("td.number, .changed, .titles, .abouts, .mores > div, th, td");

  // Where a cell stands: rows as a reader sees them, in which rules and notes end an option's row.
  // Whether a row is shown is read off the classes: asking for its place would lay out the page.
  const isShown = (row) => {
    const body = row.parentElement;
    if (body.hidden || (body.classList.contains("folded") && !row.classList.contains("issue"))) return false;
    return !(row.classList.contains("more") && root.classList.contains("brief"));
  };
  const rowsOf = (cell) => {
    const rows = [];
    for (const row of cell.closest("table").rows) {
      const cells = isShown(row) ? [...row.querySelectorAll(".grip, .cell")] : [];
      if (row.classList.contains("more") && rows.length) rows.at(-1).push(...cells);
      else rows.push(cells);
    }
    return rows.filter((row) => row.length);
  };
  const columnOf = (cell) => {
    if (cell.classList.contains("grip")) return "grip";
    const end = cell.id.split("/").pop();
    if (cell.closest("tr.more") || end === "about") return end;
    return String(cell.closest("th, td").cellIndex);
  };
  const inColumn = (row, column) => row.find((each) => columnOf(each) === column);

  const go = (cell) => {
    if (!cell) return false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  const step = (cell, down, right, far) => {
    const rows = rowsOf(cell);
    const at = rows.findIndex((row) => row.includes(cell));
    if (right) {
      const row = rows[at];
      const to = far ? (right > 0 ? row.length - 1 : Math.min(1, row.length - 1)) : row.indexOf(cell) + right;
      return go(row[to]);
    }
    const column = columnOf(cell);
    const ahead = (down > 0 ? rows.slice(at + 1) : rows.slice(0, at).reverse())
      .map((row) => inColumn(row, column)).filter(Boolean);
    return go(far ? ahead.at(-1) : ahead[0]);
  };
  const inTurn = (cell, forward) => {
    const cells = rowsOf(cell).flat().filter(isCell);
    return go(cells[cells.indexOf(cell) + (forward ? 1 : -1)]);
  };

  // Writing.
  const edits = (cell) => cell.dataset.mode === "edit";
  const setMode = (cell, mode) => { cell.dataset.mode = mode; };
  const beginEdit = (cell) => {
    setMode(cell, "edit");
    cell.setSelectionRange(cell.value.length, cell.value.length);
  };
  const forget = (cell) => {
    delete cell.dataset.was;
    troubles.delete(cell.id);
    cell.removeAttribute("aria-invalid");
    describe(cell);
    if (about === cell) hideBubble();
    countTroubles();
  };
  const restore = (cell) => {
    cell.value = cell.defaultValue;
    setMode(cell, "move");
    forget(cell);
    cell.select();
  };
  const describe = (cell) => {
    const rests = cell.closest("td")?.dataset.rests;
    const ids = [troubles.has(cell.id) && "cell-problem", rests && `say-${rests}`].filter(Boolean);
    if (ids.length) cell.setAttribute("aria-describedby", ids.join(" "));
    else cell.removeAttribute("aria-describedby");
  };
  const refuse = (cell, trouble) => {
    troubles.set(cell.id, trouble);
    cell.setAttribute("aria-invalid", "true");
    describe(cell);
    if (document.activeElement === cell) showTrouble(cell);
    countTroubles();
  };
  const countTroubles = () => {
    const button = document.getElementById("lists-wrong");
    const count = troubles.size;
    button.hidden = !count;
    button.textContent = count === 1 ? "One cell is not kept: show it" : `${count} cells are not kept: show the first`;
  };

  // The bubble under a cell: it lies over the page, so nothing moves.
  const place = (box, cell) => {
    const at = cell.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    box.style.left = `${Math.max(8, Math.min(at.left, room - box.offsetWidth - 8))}px`;
    const below = at.bottom + 4;
    const fits = below + box.offsetHeight < window.innerHeight;
    box.style.top = `${fits ? below : Math.max(8, at.top - box.offsetHeight - 4)}px`;
  };
  const showBubble = (cell) => {
    about = cell;
    if (!bubble.matches(":popover-open")) bubble.showPopover();
    place(bubble, cell);
  };
  const showTrouble = (cell) => {
    const trouble = troubles.get(cell.id);
    if (typeof trouble === "string") bubble.innerHTML = trouble;
    else bubble.replaceChildren(sayConflict(cell, trouble));
    showBubble(cell);
  };
  const hideBubble = () => {
    about = null;
    if (bubble.matches(":popover-open")) bubble.hidePopover();
  };

  // Checking as it is typed.
  let clock = 0;
  let checking = null;
  const look = (cell) => {
    clearTimeout(clock);
    checking?.abort();
    clock = setTimeout(async () => {
      const text = cell.value;
      checking = new AbortController();
      try {
        const answer = await post("check", { key: cell.id, text }, { signal: checking.signal });
        if (cell.value !== text || !isDraft(cell)) return;
        if (answer.status === 422) refuse(cell, await answer.text());
        else { const was = cell.dataset.was; forget(cell); if (was !== undefined) cell.dataset.was = was; }
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }, WAIT);
  };

  // Keeping what was written.
  const keep = (cell) => {
    clearTimeout(clock);
    checking?.abort();
    if (!isDraft(cell)) {
      forget(cell);
      return Promise.resolve(true);
    }
    if (cell.classList.contains("words")) cell.value = cell.value.replace(/\s*\n\s*/g, " ");
    const sent = { key: cell.id, text: cell.value, was: cell.dataset.was ?? cell.defaultValue };
    if (under.get(sent.key)?.text !== sent.text) {
      saving = saving.then(() => send(sent)).catch(() => refuseLost(sent.key));
      under.set(sent.key, { text: sent.text, kept: saving });
      saving.finally(() => under.delete(sent.key));
    }
    return under.get(sent.key).kept;
  };
  const send = async (sent) => {
    const answer = await post("edit", sent, { keepalive: true });
    const cell = find(sent.key);
    if (answer.ok) {
      settle(cell, sent.text);
      tables().dataset.have = "";  // an undo may have come in between: ask for all that stands now
      refresh();
      return true;
    }
    if (answer.status === 409) return disagree(cell, sent, await answer.json());
    if (cell?.value === sent.text) refuse(cell, await answer.text());
    return false;
  };
  const settle = (cell, text) => {
    if (!cell || cell.value !== text) return;
    cell.defaultValue = text;
    forget(cell);
  };
  const refuseLost = (key) => {
    const said = document.createElement("div");
    said.className = "problems";
    said.textContent = "The workbench does not answer. What you typed still stands here; keep it again when the workbench runs.";
    const cell = find(key);
    if (cell) refuse(cell, said.outerHTML);
    return false;
  };

  // Another page, or an undo, was faster: say what stands now and let the person choose.
  const disagree = (cell, sent, found) => {
    if (!cell || found.now === sent.text) {
      settle(cell, sent.text);
      return true;
    }
    refuse(cell, { wrote: sent.text, now: found.now });
    if (!about && document.activeElement === document.body) showTrouble(cell);
    return false;
  };
  const quote = (text) => `“${text || "nothing"}”`;
  const sayConflict = (cell, { wrote, now }) => {
    const box = document.createElement("div");
    const said = document.createElement("p");
    const gone = now === null;
    box.className = "problems";
    said.textContent = gone ? "This is no longer in the case." : `This was changed meanwhile: it now says ${quote(now)}. You wrote ${quote(wrote)}.`;
    box.append(said);
    if (!gone) box.append(offerBoth(cell, wrote, now));
    return box;
  };
  const offerBoth = (cell, wrote, now) => {
    const row = document.createElement("div");
    row.className = "row";
    for (const [text, act] of [[`Leave ${quote(now)}`, () => restore(cell)], [`Write ${quote(wrote)}`, () => keep(cell)]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => {
        cell.defaultValue = now;
        cell.value = wrote;
        forget(cell);
        cell.focus();
        act();
      });
      row.append(button);
    }
    return row;
  };

  // What was typed is kept before the case is saved.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target.id !== "do-save" || !under.size) return;
    event.preventDefault();
    saving.finally(() => event.detail.issueRequest(true));
  });

  // What others changed, and marks of what is not as at the baseline.
  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    const answer = await fetch(`${address("cells")}?have=${encodeURIComponent(tables().dataset.have)}`).catch(() => null);
    const news = answer?.ok ? await answer.json() : null;
    if (!news || turn !== asked) return;
    if (news.shape !== tables().dataset.shape) await replaceTables(turn);
    else {
      for (const each of news.cells) patch(...each);
      tables().dataset.have = news.have;
    }
  };
  const patch = (key, text, rests, cites, before) => {
    const cell = find(key);
    if (!cell) return;
    const written = isDraft(cell);
    if (written) cell.dataset.was ??= cell.defaultValue;
    if (cell.defaultValue !== text) cell.defaultValue = text;
    if (!written && cell.value !== text) {
      cell.value = text;
      if (document.activeElement === cell) cell.select();
    }
    const around = frame(cell);
    around.classList.toggle("changed", before !== null);
    cell.classList.toggle("longest", text.length > LONGEST);
    cell.classList.toggle("long", text.length > LONG && text.length <= LONGEST);
    if (before === null) cell.removeAttribute("title");
    else cell.title = `At the baseline: ${before || "nothing"}`;
    mark(cell, rests, cites);
  };
  const mark = (cell, rests, cites) => {
    const sign = cell.nextElementSibling;
    if (!sign?.classList.contains("mark")) return;
    cell.closest("td").dataset.rests = rests;
    sign.hidden = !rests;
    sign.textContent = cites || "○";
    sign.setAttribute("aria-label", `Rests on ${cites || "no source"}`);
    describe(cell);
  };

  // Rows were added, moved, renamed or taken away: new tables, and everything where it was.
  let wanted = "";
  const want = (key) => { wanted = key; };
  const replaceTables = async (turn) => {
    const answer = await fetch(address("tables"), { headers: { "HX-Request": "true" } });
    const text = await answer.text();
    if (!answer.ok || turn !== asked) return;
    const drafts = [...root.querySelectorAll(".cell")].filter(isDraft)
      .map((cell) => [cell.id, cell.value, cell.dataset.was ?? cell.defaultValue]);
    const held = remember();
    hideBubble();
    root.innerHTML = text;
    root.dispatchEvent(new CustomEvent("replaced"));
    for (const [key, value, was] of drafts) {
      const cell = find(key);
      if (cell && cell.defaultValue !== value) Object.assign(cell, { value }).dataset.was = was;
    }
    for (const key of [...troubles.keys()]) {
      if (find(key)) refuse(find(key), troubles.get(key));
      else troubles.delete(key);
    }
    countTroubles();
    held();
  };
  const remember = () => {
    const active = document.activeElement;
    const inside = root.contains(active);
    const grip = inside && active.classList.contains("grip") && active.closest("[data-option], [data-issue]").dataset;
    const spans = [...root.querySelectorAll(".pane")].map((pane) => [pane.scrollLeft, pane.scrollTop]);
    const caret = isCell(active) && [active.id, active.selectionStart, active.selectionEnd, active.dataset.mode];
    return () => {
      [...root.querySelectorAll(".pane")].forEach((pane, at) => {
        if (spans[at]) [pane.scrollLeft, pane.scrollTop] = spans[at];
      });
      const [key, start, end, mode] = caret || [];
      const cell = wanted ? find(wanted) : key && find(key);
      if (cell) {
        cell.focus({ preventScroll: !wanted });
        if (!wanted) { cell.setSelectionRange(start, end); setMode(cell, mode); }
        wanted = "";
      } else if (grip) {
        const name = grip.option ? `[data-option="${grip.option}"] .grip` : `[data-issue="${grip.issue}"] .grip`;
        root.querySelector(name)?.focus({ preventScroll: true });
      }
    };
  };

  // What a number rests on.
  const showGrounds = async (cell) => {
    const answer = await fetch(`${address("grounds")}?at=${encodeURIComponent(cell.id)}`);
    if (!answer.ok) return;
    grounds.innerHTML = await answer.text();
    grounds.showPopover();
    place(grounds, cell);
    grounds.querySelector("a:last-of-type, a")?.focus({ preventScroll: true });
    grounds.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && grounds.contains(document.activeElement)) cell.focus();
    }, { once: true });
  };

  // A block of cells from a spreadsheet.
  const paste = (cell, text) => {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const rows = rowsOf(cell);
    const column = columnOf(cell);
    const below = rows.slice(rows.findIndex((row) => row.includes(cell))).filter((row) => inColumn(row, column));
    const fills = lines.flatMap((line, down) => {
      const row = below[down]?.filter(isCell) ?? [];
      const from = row.findIndex((each) => columnOf(each) === column);
      return line.map((value, right) => [from < 0 ? undefined : row[from + right], unquote(value)]);
    });
    return putIn(cell, fills);
  };
  const unquote = (text) => (/^".*"$/.test(text) ? text.slice(1, -1).replace(/""/g, '"') : text).trim();
  const putIn = async (cell, fills) => {
    if (fills.some(([to]) => !to)) {
      return refuse(cell, '<div class="problems">The block has more rows or columns than there are cells from here on; nothing was pasted.</div>');
    }
    const cells = fills.map(([to, text]) => ({ key: to.id, text, was: to.defaultValue }));
    const changed = cells.filter((each) => each.text !== each.was);
    if (!changed.length) return undefined;
    const answer = await post("paste", { cells: changed });
    if (answer.ok) return refresh();
    if (answer.status === 422) {
      refuse(cell, `<div><p>Nothing was pasted.</p>${await answer.text()}</div>`);
    } else {
      refuse(cell, '<div class="problems">A cell was changed meanwhile; nothing was pasted. Paste again.</div>');
      refresh();
    }
    return undefined;
  };

  // Keys.
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const press = (event) => {
    const cell = event.target;
    const arrow = ARROWS[event.key];
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const ctrl = event.ctrlKey || event.metaKey;
    const stays = () => event.preventDefault();
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && event.altKey) { stays(); showGrounds(cell); return; }
    if (event.key === "Enter" && plain) { stays(); enter(cell, event.shiftKey ? -1 : 1); return; }
    if (event.key === "Escape") { if (isDraft(cell) || edits(cell)) { stays(); restore(cell); } return; }
    if (event.key === "Tab" && plain) { if (inTurn(cell, !event.shiftKey)) stays(); return; }
    if (event.key === "F2") { stays(); beginEdit(cell); return; }
    if (arrow && !event.altKey && !event.shiftKey && moves(cell, arrow)) { stays(); step(cell, ...arrow, ctrl); return; }
    if ((event.key === "Home" || event.key === "End") && !edits(cell) && !event.shiftKey) { stays(); toEnd(cell, event.key === "End", ctrl); }
  };
  const moves = (cell, [down]) => !edits(cell) || (Boolean(down) && !cell.classList.contains("words"));
  const toEnd = (cell, last, all) => {
    const rows = rowsOf(cell);
    const row = (all ? (last ? rows.at(-1) : rows[0]) : rows.find((each) => each.includes(cell))).filter(isCell);
    go(last ? row.at(-1) : row[0]);
  };
  const enter = async (cell, down) => {
    setMode(cell, "move");
    if (!isDraft(cell)) { step(cell, down, 0, false); return; }
    if (troubles.get(cell.id)?.wrote === cell.value) { showTrouble(cell); bubble.querySelector("button")?.focus(); return; }
    const key = cell.id;
    const kept = keep(cell);
    if (!step(cell, down, 0, false)) cell.select();
    const there = document.activeElement;
    if (!(await kept) && document.activeElement === there && !isDraft(there) && find(key) !== there) go(find(key));
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
    look(event.target);
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
    if (troubles.has(event.target.id)) showTrouble(event.target);
  });
  root.addEventListener("focusout", (event) => {
    if (!isCell(event.target) || !event.target.isConnected) return;
    if (about === event.target && !bubble.contains(event.relatedTarget)) hideBubble();
    if (isDraft(event.target) && !saved(event.target)) keep(event.target);
  });
  // A text that was refused is not sent again until it is changed.
  const saved = (cell) => troubles.has(cell.id);
  root.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!isCell(event.target) || !/[\t\n\r]./.test(text) || edits(event.target)) return;
    if (event.target.classList.contains("words") && !text.includes("\t")) return;
    event.preventDefault();
    paste(event.target, text);
  });
  document.getElementById("lists-wrong").addEventListener("click", () => {
    const cell = find([...troubles.keys()][0]);
    if (cell) { reveal(cell); go(cell); }
  });
  addEventListener("beforeunload", (event) => { if (troubles.size) event.preventDefault(); });
  const follow = () => { if (about?.isConnected) place(bubble, about); };
  addEventListener("scroll", follow, { passive: true, capture: true });
  addEventListener("resize", follow);
  document.body.addEventListener("changed", () => refresh());

  const reveal = (cell) => root.dispatchEvent(new CustomEvent("reveal", { detail: cell }));
  document.addEventListener("DOMContentLoaded", () => {
    const at = new URLSearchParams(location.search).get("at");
    const cell = at && find(at);
    if (!cell) return;
    reveal(cell);
    cell.scrollIntoView({ block: "center", inline: "center" });
    cell.focus({ preventScroll: true });
  });
  return { root, post, want, refresh, find, go };
})();
