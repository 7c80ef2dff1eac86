"use strict";
// The stages of a plan: steps are dragged or moved by keyboard, the address says where they are,
// and sliders send one edit when they are let go.
(() => {
  const body = document.body;
  const board = document.getElementById("plan-board");
  const menu = document.getElementById("plan-menu");
  const problems = document.getElementById("plan-problems");
  const heard = document.getElementById("plan-heard");
  const PATIENCE = 600; // milliseconds after the last key on a slider
  const FAR = 6; // pixels from which a press is a drag
  const GONE = '<p class="problems">The workbench does not answer. Is it still running?</p>';

  // The address

  const read = () => new URLSearchParams(location.search);
  const state = () => document.getElementById("plan-state")?.dataset ?? {};
  const write = (parts) => {
    const told = Object.entries(parts).filter(([, part]) => part)
      .map(([key, part]) => `${key}=${encodeURIComponent(part).replace(/%2C/g, ",").replace(/%3B/g, ";")}`);
    return location.pathname + (told.length ? `?${told.join("&")}` : "");
  };

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.hasAttribute("data-addressed")) return;
    for (const key of ["package", "stages"]) {
      const part = read().get(key);
      if (part) event.detail.parameters[key] = part;
    }
  });

  // What is asked about an address is not shown at another one: it is asked again.
  const asked = new WeakMap();
  document.addEventListener("htmx:beforeSend", ({ detail }) => asked.set(detail.xhr, location.search));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const part = detail.requestConfig.elt;
    if (!part.hasAttribute("data-addressed") || asked.get(detail.xhr) === location.search) return;
    detail.shouldSwap = false;
    keeping.again(part);
  });

  const restage = () => {
    latest += 1;  // a move that is still judged is given up
    pending = null;
    problems.replaceChildren();
    htmx.trigger(body, "restage", {});
  };
  const go = (parts) => { history.pushState(null, "", write(parts)); restage(); };
  addEventListener("popstate", restage);

  document.getElementById("plan-package").addEventListener("change", (event) => go({ package: event.target.value }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-start]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const start = link.dataset.start;
    go({ package: read().get("package"), stages: start === "recommended" ? "" : start });
  });

  const showState = () => {
    const { start, heard: said } = state();
    if (start === undefined) return;
    for (const link of document.querySelectorAll("#plan-starts a")) {
      if (link.dataset.start === start) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const select = document.getElementById("plan-package");
    const chosen = read().get("package") ?? "";
    if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
    heard.textContent = said;
  };

  // Moving a step

  // Moves that follow each other faster than they are judged build on each other: the last, and
  // each the one before it, which is judged by itself where the later one cannot be.
  let pending = null;
  const stagesNow = () => pending?.stages ?? [...board.querySelectorAll(".lane")]
    .map((lane) => [...lane.querySelectorAll(".step")].map((step) => step.dataset.step));

  // A place is a stage (2) or the gap after it (2.5); 0.5 comes before the first.
  const rearrange = (step, place) => {
    const stages = stagesNow().map((stage) => stage.filter((each) => each !== step));
    if (Number.isInteger(place)) stages[place - 1].push(step);
    else stages.splice(Math.floor(place), 0, [step]);
    return stages.filter((stage) => stage.length);
  };

  let latest = 0;
  let changes = 0;
  body.addEventListener("changed", () => { changes += 1; });
  const move = (step, place) => {
    const stages = rearrange(step, place);
    if (JSON.stringify(stagesNow()) !== JSON.stringify(stages)) judge({ step, stages, base: pending });
  };
  const judge = async (asked, refused = null) => {
    const { step, stages, base } = asked;
    const own = (latest += 1);
    const asOf = changes;
    pending = asked;
    const address = write({ package: read().get("package"), stages: stages.map((stage) => stage.join(",")).join(";") });
    const [path, query] = address.split("?");
    board.setAttribute("aria-busy", "true");
    let answer, text;
    try {
      answer = await fetch(`${path}/board?${query}&moved=1`, { headers: { "HX-Request": "true" } });
      text = await answer.text();
    } catch {
      [answer, text] = [null, GONE];
    }
    if (own !== latest) return;
    pending = null;
    board.removeAttribute("aria-busy");
    if (answer?.ok) {
      history.pushState(null, "", address);
      if (!refused) problems.replaceChildren();
      show(text, refused ?? step);
    } else {
      refuse(text, step);
      if (answer && base) judge(base, step);
    }
    if (asOf !== changes) keeping.again(board);
  };

  const fill = (target, html) => htmx.swap(target, html, { swapStyle: "innerHTML" }, { eventInfo: { target } });

  // What is said above the stages may take more lines than before: the stages stay where they are.
  const show = (html, step) => {
    const top = () => board.querySelector(".lanes")?.getBoundingClientRect().top ?? 0;
    const before = top();
    fill(board, html);
    showState();
    if (scrollY > 0) scrollBy(0, top() - before);
    focusOn(step);
    htmx.trigger(body, "restaged", {});
  };

  const refuse = (text, step) => {
    fill(problems, text);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "small";
    close.textContent = "Close";
    close.addEventListener("click", () => { problems.replaceChildren(); focusOn(step); });
    problems.firstElementChild?.append(close);
    focusOn(step);
  };

  const focusOn = (step) => document.getElementById(`step-${step}`)?.focus({ preventScroll: false });

  // The first move waits for nothing if the stages are judged as soon as a step is touched.
  const ready = new Set();
  const prepare = (event) => {
    const { package: told, stages, start } = state();
    const key = `${told} ${changes}`;
    if (!event.target.closest(".handle") || !start || !stages || ready.has(key)) return;
    ready.add(key);
    const [path, query] = write({ package: read().get("package"), stages }).split("?");
    fetch(`${path}/board?${query}`, { headers: { "HX-Request": "true" } }).catch(() => ready.delete(key));
  };
  board.addEventListener("pointerover", prepare);
  board.addEventListener("focusin", prepare);

  // By keyboard

  const stageOf = (step) => stagesNow().findIndex((stage) => stage.includes(step)) + 1;

  board.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const by = event.key === "ArrowUp" ? -1 : 1;
    const { step } = handle.closest(".step").dataset;
    const stages = stagesNow();
    const to = stageOf(step) + by;
    const beyond = to < 1 ? 0.5 : to > stages.length ? stages.length + 0.5 : 0;
    if (beyond && stages[stageOf(step) - 1].length === 1) return;
    move(step, beyond || to);
  });

  const entry = (text, step, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.setAttribute("role", "menuitem");
    button.textContent = text;
    button.addEventListener("click", () => { menu.hidePopover(); move(step, place); });
    return button;
  };

  const openMenu = (handle) => {
    const step = handle.closest(".step").dataset.step;
    const own = stageOf(step);
    const count = stagesNow().length;
    const entries = [];
    for (let place = 1; place <= count; place += 1) {
      if (place === 1) entries.push(entry("New stage, before the first", step, 0.5));
      if (place !== own) entries.push(entry(`Move to stage ${place}`, step, place));
      entries.push(entry(place === count ? "New stage, after the last" : `New stage, after stage ${place}`, step, place + 0.5));
    }
    menu.replaceChildren(...entries);
    menu.showPopover();
    const at = handle.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
    entries[0].focus();
    menu.from = handle;
  };

  menu.addEventListener("keydown", (event) => {
    const all = [...menu.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && menu.contains(document.activeElement)) menu.from?.focus();
  });

  let dragged = false;
  board.addEventListener("click", (event) => {
    const handle = event.target.closest(".handle");
    if (handle && !dragged) openMenu(handle);
    dragged = false;
  });

  // By pointer

  let drag = null;

  const findPlace = (x, y) => {
    const lanes = [...board.querySelectorAll(".lane")];
    const own = lanes.findIndex((lane) => y < lane.getBoundingClientRect().bottom);
    if (own < 0) return { lane: lanes.at(-1), place: lanes.length + 0.5 };
    const lane = lanes[own];
    const { top, height } = lane.getBoundingClientRect();
    const edge = Math.min(18, height / 5);
    if (y < top + edge) return { lane, place: own + 0.5 };
    if (y > top + height - edge) return { lane, place: own + 1.5 };
    return { lane, place: own + 1 };
  };

  const clearMarks = () => board.querySelectorAll(".lane").forEach((lane) => lane.classList.remove("over", "above", "below"));

  const mark = ({ lane, place }) => {
    clearMarks();
    const own = Number(lane.dataset.stage);
    lane.classList.add(place === own ? "over" : place < own ? "above" : "below");
  };

  const begin = () => {
    const step = drag.handle.closest(".step");
    drag.ghost = step.cloneNode(true);
    drag.ghost.classList.add("ghost");
    drag.ghost.setAttribute("aria-hidden", "true");
    drag.ghost.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    const { left, top, width } = step.getBoundingClientRect();
    Object.assign(drag.ghost.style, { width: `${width}px`, left: `${left}px`, top: `${top}px` });
    body.append(drag.ghost);
    step.classList.add("lifted");
  };

  const end = () => {
    drag?.ghost?.remove();
    drag?.handle.closest(".step")?.classList.remove("lifted");
    clearMarks();
    drag = null;
  };

  // By touch a step is dragged at its grip, so that the page scrolls everywhere else.
  board.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button || (event.pointerType === "touch" && !event.target.closest(".grip"))) return;
    drag = { handle, x: event.clientX, y: event.clientY, id: event.pointerId };
    dragged = false;
  });

  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.ghost && Math.hypot(dx, dy) < FAR) return;
    if (!drag.ghost) begin();
    event.preventDefault();
    drag.ghost.style.transform = `translate(${dx}px, ${dy}px)`;
    drag.place = findPlace(event.clientX, event.clientY);
    mark(drag.place);
    if (event.clientY < 60) scrollBy(0, -14);
    if (event.clientY > innerHeight - 60) scrollBy(0, 14);
  });

  addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { ghost, place, handle } = drag;
    const step = handle.closest(".step")?.dataset.step;
    end();
    if (!ghost || !place) return;
    dragged = true;
    setTimeout(() => { dragged = false; }, 0);
    move(step, place.place);
  });
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && drag) end(); });

  // Sliders: one edit when they are let go; after the last key, when they are moved by keyboard

  const terms = document.getElementById("plan-terms");
  let keyed = false;
  let waiting = 0;
  let slid = null;  // the form of a slider that is still being moved by keyboard
  const send = () => {
    clearTimeout(waiting);
    if (slid) htmx.trigger(slid, "settled", {});
    slid = null;
  };
  terms.addEventListener("keydown", () => { keyed = true; });
  terms.addEventListener("pointerdown", () => { keyed = false; });
  terms.addEventListener("input", (event) => {
    if (event.target.type !== "range") return;
    const pair = event.target.closest(".slider, .pair");
    const output = event.target.form.querySelector("output");
    const number = event.target.closest(".pair")?.querySelector(".number input:not([type=hidden])");
    if (output) output.value = event.target.value;
    if (number) number.value = event.target.value;
    pair.classList.add("moving");
  });
  terms.addEventListener("change", (event) => {
    if (event.target.type !== "range") return;
    clearTimeout(waiting);
    slid = event.target.form;
    if (keyed) waiting = setTimeout(send, PATIENCE);
    else send();
  });

  terms.addEventListener("focusout", send);

  // What the case says after an edit is what the next one of the same value begins from.
  const notice = (form, now) => {
    if (now === null) return;
    form.closest("fieldset .pair, fieldset, .field").querySelectorAll("[name=was]")
      .forEach((was) => { was.value = decodeURIComponent(now); });
  };

  // A slider that is refused goes back; a text stays to be mended, or is left with Escape.
  terms.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    const input = form?.querySelector("input:not([type=hidden])");
    if (!input) return;
    const { xhr: { status }, requestConfig } = event.detail;
    if (status < 400) {
      input.defaultValue = requestConfig.parameters[input.name] ?? input.value;
      input.removeAttribute("aria-invalid");
      notice(form, event.detail.xhr.getResponseHeader("X-Now"));
    } else if (status === 409 || input.type === "range") form.reset();
    else input.setAttribute("aria-invalid", "true");
    if (status === 409) keeping.again(terms);
  });
  terms.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.matches("input:not([type=hidden])")) return;
    event.target.value = event.target.defaultValue;
    event.target.removeAttribute("aria-invalid");
    document.getElementById("plan-said").replaceChildren();
    keeping.settle();
  });

  // Focus stays where it was, also within a fold that is opened again.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id ?? ""; });
  document.addEventListener("htmx:afterSwap", () => {
    if (focused && document.activeElement === body) document.getElementById(focused)?.focus({ preventScroll: true });
  });

  // Parts that are shown

  const cancel = document.getElementById("plan-cancel");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === board) cancel.disabled = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === board) cancel.disabled = true;
  });
  board.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === board) showState(); });
})();
