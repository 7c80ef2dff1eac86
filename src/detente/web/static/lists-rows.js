"use strict";
// The rows of the lists: folding and narrowing, adding, moving, taking away.
(() => {
  const { root, post, find } = lists;
  const { refresh, want } = following;
  const byId = (id) => document.getElementById(id);
  const menu = byId("row-menu");
  const narrow = matchMedia("(max-width: 40rem)");
  const bodies = () => [...root.querySelectorAll("tbody[data-issue]")];
  const titleOf = (body) => body.querySelector(".titles .cell").value;

  // Folding: on a phone one issue is open at a time.
  const folded = new Set();
  const fold = (body, on) => {
    body.classList.toggle("folded", on);
    body.querySelector(".fold").setAttribute("aria-expanded", String(!on));
    if (on) folded.add(body.dataset.issue);
    else folded.delete(body.dataset.issue);
  };
  const open = (body) => {
    if (narrow.matches) bodies().forEach((each) => fold(each, each !== body));
    else fold(body, false);
  };
  const foldAll = (on) => {
    bodies().forEach((body) => fold(body, on));
    byId("lists-fold").setAttribute("aria-pressed", String(on));
  };
  byId("lists-fold").addEventListener("click", (event) => foldAll(event.currentTarget.getAttribute("aria-pressed") !== "true"));
  byId("lists-notes").addEventListener("click", (event) => {
    const shown = event.currentTarget.getAttribute("aria-pressed") !== "true";
    event.currentTarget.setAttribute("aria-pressed", String(shown));
    root.classList.toggle("brief", !shown);
  });

  // Narrowing to what is typed.
  const filter = byId("lists-filter");
  const narrowDown = () => {
    const words = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const body of bodies()) {
      const said = [...body.querySelectorAll("th .cell")].map((cell) => cell.value.toLowerCase()).join("\n");
      body.hidden = !said.includes(words);
      shown += !body.hidden;
    }
    for (const section of root.querySelectorAll("section.giver")) {
      section.hidden = Boolean(words) && !section.querySelector("tbody[data-issue]:not([hidden])");
    }
    for (const section of root.querySelectorAll(".others, #rules")) section.hidden = Boolean(words);
    byId("lists-count").textContent = words ? `${shown || "no"} ${shown === 1 ? "issue" : "issues"}` : "";
  };
  filter.addEventListener("input", narrowDown);
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { filter.value = ""; narrowDown(); }
  });

  // The row that a control belongs to.
  const rowOf = (element) => {
    const body = element.closest("tbody[data-issue]");
    const option = element.closest("tr[data-option]")?.dataset.option ?? "";
    return body && { body, issue: body.dataset.issue, option };
  };
  // The same row in tables that have replaced those it was in.
  const findAgain = (row) => {
    const body = root.querySelector(`tbody[data-issue="${row.issue}"]`);
    return body && { ...row, body };
  };
  const siblings = ({ body, option }) => option
    ? [...body.querySelectorAll("tr.option")].map((row) => row.dataset.option)
    : [...body.parentElement.querySelectorAll("tbody[data-issue]")].map((each) => each.dataset.issue);
  const neighbour = (row, by) => {
    const all = siblings(row);
    const to = all[all.indexOf(row.option || row.issue) + by];
    return row.option && (all[0] === row.option || to === all[0]) ? undefined : to;
  };
  const isQuo = (row) => row.option && siblings(row)[0] === row.option;

  // Doing something to a row; a refusal says who still names it.
  const send = async (path, body) => {
    const answer = await post(path, body);
    if (answer.ok) { await refresh(); return true; }
    byId("refused").querySelector("[data-problems]").innerHTML = await answer.text();
    byId("refused").showModal();
    return false;
  };
  const moveOnto = (row, onto) => onto && send("move", { issue: row.issue, option: row.option, onto });
  const actions = {
    rename: (row) => find(`field/${row.issue}/${row.option}/title`)?.focus(),
    up: (row) => moveOnto(row, neighbour(row, -1)),
    down: (row) => moveOnto(row, neighbour(row, 1)),
    add: (row) => askOption(row.issue, row.option),
    by: (row) => askPerformers(row),
    remove: (row) => send("remove", { issue: row.issue, option: row.option }),
  };
  const act = (name, row) => {
    const now = findAgain(row);
    if (now) actions[name](now);
    else refresh();
  };
  const listActions = (row) => [
    ["rename", "Rename it", true],
    ["up", "Move it up", Boolean(neighbour(row, -1))],
    ["down", "Move it down", Boolean(neighbour(row, 1))],
    ["add", row.option ? "Add an option after it" : "Add an option", true],
    ...(row.option ? [] : [["by", "Who does it …", true]]),
    ["remove", row.option ? "Remove this option" : "Remove this issue", !isQuo(row)],
  ];
  const showMenu = (grip) => {
    const row = rowOf(grip);
    menu.replaceChildren(...listActions(row).map(([name, text, may]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: text, disabled: !may });
      button.setAttribute("role", "menuitem");
      button.addEventListener("click", () => { menu.hidePopover(); grip.focus(); act(name, row); });
      return button;
    }));
    menu.showPopover();
    const at = grip.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${at.bottom + menu.offsetHeight < innerHeight ? at.bottom + 2 : Math.max(8, at.top - menu.offsetHeight - 2)}px`;
    menu.querySelector("button:not(:disabled)").focus();
    menu.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && menu.contains(document.activeElement)) grip.focus();
    }, { once: true });
  };
  menu.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...menu.querySelectorAll("button:not(:disabled)")];
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  });

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("fold")) {
      const body = button.closest("tbody");
      if (body.classList.contains("folded")) open(body);
      else fold(body, true);
    } else if (button.classList.contains("grip")) showMenu(button);
    else if (button.dataset.addOption) askOption(button.dataset.addOption, "");
    else if (button.dataset.addIssue !== undefined) askIssue(button.dataset.addIssue);
  });
  document.querySelector(".tools [data-add-issue]").addEventListener("click", () => askIssue(""));
  root.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      moveOnto(row, neighbour(row, event.key === "ArrowUp" ? -1 : 1));
    } else if ((event.shiftKey && event.key === "F10") || event.key === "ContextMenu") {
      event.preventDefault();
      showMenu((row.option ? row.body.querySelector(`[data-option="${row.option}"]`) : row.body).querySelector(".grip"));
    }
  });

  // Dragging by the handle.
  let dragged = null;
  const unmark = () => root.querySelectorAll(".onto").forEach((each) => each.classList.remove("onto"));
  const targetOf = (event) => {
    const row = dragged && rowOf(event.target);
    if (!row || row.body.parentElement !== dragged.body.parentElement) return null;
    if (!dragged.option) return row.issue === dragged.issue ? null : { element: row.body, onto: row.issue };
    if (row.body !== dragged.body || !row.option || row.option === dragged.option || isQuo(row)) return null;
    return { element: row.body.querySelector(`tr.option[data-option="${row.option}"]`), onto: row.option };
  };
  root.addEventListener("dragstart", (event) => {
    if (!event.target.classList?.contains("grip")) return;
    dragged = rowOf(event.target);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  root.addEventListener("dragover", (event) => {
    const target = targetOf(event);
    unmark();
    if (!target) return;
    event.preventDefault();
    target.element.classList.add("onto");
  });
  root.addEventListener("drop", (event) => {
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    moveOnto(dragged, target.onto);
  });
  root.addEventListener("dragend", () => { unmark(); dragged = null; });

  // Asking for what is added.
  const slug = (title) => title.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9_-]+/g, "-").replace(/^[^a-z]+|[-_]+$/g, "").slice(0, 48);
  const propose = (title, taken) => {
    const stem = slug(title);
    let id = stem;
    for (let n = 2; taken.includes(id); n += 1) id = `${stem}-${n}`;
    return id;
  };
  const ask = (dialog, path, { taken, body, done }) => {
    const form = dialog.querySelector("form");
    const problems = form.querySelector("[data-problems]");
    form.reset();
    problems.hidden = true;
    const { title, id } = form.elements;
    if (title) title.oninput = () => { if (!id.dataset.own) id.value = propose(title.value, taken); };
    if (id) { delete id.dataset.own; id.oninput = () => { id.dataset.own = "yes"; }; }
    let sending = false;
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      const sent = body(form);
      const answer = await post(path, sent);
      sending = false;
      if (!answer.ok) {
        problems.innerHTML = await answer.text();
        problems.hidden = false;
        return;
      }
      dialog.close();
      done?.(sent);
      await refresh();
    };
    dialog.showModal();
  };
  const checkedIn = (form) => [...form.querySelectorAll("[name=by]:checked")].map((box) => box.value);
  const check = (dialog, by) => dialog.querySelectorAll("[name=by]").forEach((box) => { box.checked = by.includes(box.value); });
  const askIssue = (by) => {
    const issues = bodies().map((body) => body.dataset.issue);
    ask(byId("new-issue"), "issue", {
      taken: issues,
      body: (form) => ({ id: form.elements.id.value, title: form.elements.title.value, by: checkedIn(form) }),
      done: (sent) => want(`field/${sent.id}//title`),
    });
    check(byId("new-issue"), by.split(" "));
  };
  const askOption = (issue, after) => {
    const body = root.querySelector(`tbody[data-issue="${issue}"]`);
    byId("new-option").querySelector("[data-about]").textContent = `To “${titleOf(body)}”. It is worth 0 to everybody until you write what it is worth.`;
    ask(byId("new-option"), "option", {
      taken: siblings({ body, option: "x" }),
      body: (form) => ({ issue, id: form.elements.id.value, title: form.elements.title.value, after }),
      done: (sent) => { open(body); want(`field/${issue}/${sent.id}/title`); },
    });
  };
  const askPerformers = ({ body, issue }) => {
    const by = body.dataset.by.split(" ").filter(Boolean);
    byId("performers").querySelector("[data-about]").textContent = titleOf(body);
    ask(byId("performers"), "edit", {
      taken: [],
      body: (form) => ({ key: `field/${issue}//by`, text: checkedIn(form).join(", "), was: by.join(", ") }),
    });
    check(byId("performers"), by);
  };
  document.querySelectorAll("dialog [data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));

  // As it was, after new tables; as a link asks for it.
  root.addEventListener("replaced", () => {
    const known = new Set(folded);
    bodies().forEach((body) => fold(body, known.has(body.dataset.issue)));
    dragged &&= findAgain(dragged);
    narrowDown();
  });
  root.addEventListener("reveal", (event) => {
    const body = event.detail.closest("tbody[data-issue]");
    filter.value = "";
    narrowDown();
    if (body) open(body);
    if (event.detail.closest("tr.more") && root.classList.contains("brief")) byId("lists-notes").click();
  });
  if (narrow.matches) foldAll(true);

  // What stands on top of the page covers what is under it: the heads of the tables stick below.
  const bar = document.querySelector(".answer-bar");
  const measure = () => {
    const { position, top } = getComputedStyle(bar);
    const covered = position === "sticky" ? bar.offsetHeight + (parseFloat(top) || 0) : 0;
    document.documentElement.style.setProperty("--under", `${Math.max(0, covered)}px`);
  };
  if (bar) new ResizeObserver(measure).observe(bar);
})();
