"use strict";
// The page on deals: pick a package in the drawing or in a list, or build one choice by choice. Which
// one is open stands in the address, so that back, reload and sharing work.
(() => {
  const where = `${workbench.where}/deals`;
  const find = (id) => document.getElementById(id);
  const read = (id, none) => JSON.parse(find(id)?.textContent || "null") ?? none;
  const REACH = 24; // pixels from a point within which it is meant
  const LONGEST = 18; // characters of a name in the drawing
  const MOST = 6; // differences that are listed beside the pointer

  // asked: as the address has it, null when it names none; shown: what the server made of it.
  const state = { asked: null, shown: null, before: null };
  let words = { issues: [], parties: [], keys: [] };
  let packages = [];

  const last = {}; // what was asked last of each part: an answer to something older is only shown
  const ask = (path, told, target) => {
    last[target] = `${where}/${path}?${told}`;
    htmx.ajax("GET", last[target], { source: target, target, swap: "innerHTML" }).catch(() => {});
  };

  // The address.

  const inAddress = () => new URLSearchParams(location.search).get("package");
  const tell = (text) => {
    const told = new URLSearchParams(location.search);
    if (text === null) told.delete("package");
    else told.set("package", text);
    return told;
  };
  const load = () => {
    const told = tell(state.asked);
    if (state.before !== null && state.before !== state.asked) told.set("before", state.before);
    ask("package", told, "#deal");
  };
  const open = (text) => {
    if (text === state.asked) return;
    Object.assign(state, { before: state.shown, asked: text });
    history.pushState({}, "", `?${String(tell(text)).replaceAll("%2C", ",")}`);
    load();
  };
  addEventListener("popstate", () => {
    Object.assign(state, { before: state.shown, asked: inAddress() });
    load();
  });

  // Packages as words.

  const chosenOf = (text) => new Map(text.split(",").filter(Boolean).map((part) => part.split(".")));
  const places = (text) => {
    const chosen = chosenOf(text);
    return words.issues.map((issue) =>
      Math.max(0, issue.options.findIndex(([id]) => id === chosen.get(issue.id))));
  };
  const write = (options) => words.issues
    .flatMap((issue, i) => (options[i] ? [`${issue.id}.${issue.options[options[i]][0]}`] : []))
    .join(",");
  const listDifferences = (options) => {
    const stands = places(state.shown ?? "");
    return words.issues.flatMap((issue, i) => (options[i] === stands[i] ? []
      : [`${issue.title}: ${issue.options[options[i]][1]}, instead of ${issue.options[stands[i]][1]}`]));
  };
  const sayWorth = (at) =>
    packages[at].worth.map((worth, i) => `${words.parties[i]} ${worth}`).join(", ");

  const element = (name, text, style = "") =>
    Object.assign(document.createElement(name), { textContent: text, className: style });

  const list = (lines, most) => {
    const held = lines.length > most + 1 ? [...lines.slice(0, most), `and ${lines.length - most} more`] : lines;
    const items = document.createElement("ul");
    items.append(...held.map((line) => element("li", line)));
    return items;
  };

  // The lists of packages beside the drawing.

  const fill = (fold) => {
    const items = fold.querySelector("ul");
    if (!fold.open || items.childElementCount || !words.issues.length) return;
    items.append(...fold.dataset.points.split(",").map((at) => {
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "point" });
      button.dataset.at = at;
      const parts = packages[at].options.filter(Boolean).length;
      button.append(element("span", sayWorth(at)), element("span",
        `${parts} ${parts === 1 ? "part" : "parts"}${packages[at].refused && `, ${packages[at].refused}`}`, "under"));
      item.append(button);
      return item;
    }));
    markOpen();
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".points-fold")) fill(event.target);
  }, true);

  const markOpen = () => {
    const stands = (state.shown !== null) && places(state.shown).join();
    for (const button of document.querySelectorAll("button[data-at]")) {
      const same = packages[button.dataset.at]?.options.join() === stands;
      if (same) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };

  // The drawing.

  const drawn = new Map(); // place of a drawing: its points and the parties along its axes

  const pairOf = (id) => {
    for (const first of words.keys) {
      for (const second of words.keys) if (id === `frontier-${first}-${second}`) return [first, second];
    }
    return null;
  };
  const attach = (place) => {
    const spec = JSON.parse(document.querySelector("#deals-live > .specs").textContent)[place.dataset.chart];
    const points = spec.layer.flatMap((layer) => layer.data.values ?? []).filter((each) => "at" in each);
    drawn.set(place, points);
    const area = place.view.container();
    area.addEventListener("pointermove", (event) => point(place, event));
    area.addEventListener("pointerleave", () => point(null, null));
    area.addEventListener("click", (event) => {
      const at = nearest(place, event);
      if (at !== null) open(write(packages[at].options));
    });
    overlay();
  };
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.dataset.state === "drawn" && target.dataset.chart.startsWith("frontier-")) attach(target);
    }
  }).observe(find("deals-live"), { attributeFilter: ["data-state"], subtree: true });

  const nearest = (place, event) => {
    const { view } = place;
    const frame = place.querySelector("svg .role-frame .background").getBoundingClientRect();
    const across = view.scale("x");
    const up = view.scale("y");
    let best = { at: null, far: REACH };
    for (const each of drawn.get(place) ?? []) {
      const far = Math.hypot(
        frame.left + (across(each.x) / view.width()) * frame.width - event.clientX,
        frame.top + (up(each.y) / view.height()) * frame.height - event.clientY,
      );
      if (far < best.far) best = { at: each.at, far };
    }
    return best.at;
  };

  const shorten = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST).trimEnd()}…` : name);
  const put = (over = null) => {
    const value = read("deal-place", {});
    const pinned = read("pins-places", []);
    for (const place of document.querySelectorAll("#deals-live [data-state='drawn'][data-chart^='frontier-']")) {
      const pair = pairOf(place.dataset.chart);
      if (!pair) continue;
      const spot = (worth, more) => ({ x: worth[pair[0]], y: worth[pair[1]], ...more });
      const pins = pinned.map((pin) => spot(pin.value, { name: shorten(pin.name) }));
      const on = (drawn.get(place) ?? []).find((each) => each.at === over);
      place.view.data("open", pair[0] in value ? [spot(value)] : []);
      place.view.data("pinned", pins).data("over", on ? [{ ...on }] : []);
      place.view.runAsync();
    }
  };
  const overlay = () => put();

  const tip = element("div", "", "deal-tip");
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  find("main").append(tip);
  let over = null;

  const point = (place, event) => {
    const at = place ? nearest(place, event) : null;
    if (place) place.view.container().style.cursor = at === null ? "" : "pointer";
    if (at !== over) {
      over = at;
      put(at);
      if (at !== null) describe(at);
    }
    tip.hidden = at === null;
    if (at !== null) moveTip(event.clientX, event.clientY);
  };
  const describe = (at) => {
    const marked = document.querySelector(`#deal-list .points > li > button[data-at="${at}"] > span`);
    const lines = listDifferences(packages[at].options);
    tip.replaceChildren(
      ...(marked ? [element("p", marked.firstChild.textContent, "whose")] : []),
      element("p", sayWorth(at)),
      ...(packages[at].refused ? [element("p", packages[at].refused)] : []),
      element("p", lines.length ? "Beside the open package it changes:" : "This package is open.", "under"),
      list(lines, MOST),
    );
  };
  const moveTip = (x, y) => {
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, x + 18 + width > innerWidth ? x - width - 18 : x + 18)}px`;
    tip.style.top = `${Math.max(8, Math.min(y + 14, innerHeight - height - 8))}px`;
  };
  for (const name of ["focusin", "pointerover"]) {
    find("deal-list").addEventListener(name, (event) => {
      const button = event.target.closest("button[data-at]");
      if (button) put(Number(button.dataset.at));
    });
  }
  for (const name of ["focusout", "pointerout"]) find("deal-list").addEventListener(name, () => put());

  // The choices.

  const choices = () => [...document.querySelectorAll("#deal-form select[data-issue]")];

  const sayOption = (select) => {
    const issue = words.issues.find((each) => each.id === select.dataset.issue);
    const worth = issue?.options[select.selectedIndex]?.[2] ?? [];
    find(`worth-${select.dataset.issue}`).replaceChildren(...worth.map((amount, i) => {
      const [place, sign] = words.signs[i];
      const said = element("span", "");
      said.append(element("span", sign, `glyph c${place}`), element("span", ` worth to ${words.parties[i]}: `, "hidden"), ` ${amount}`);
      return said;
    }));
    select.closest(".choice").classList.toggle("off", select.selectedIndex > 0);
  };
  const sync = () => {
    if (state.shown === null) return;
    const chosen = chosenOf(state.shown);
    const broken = new Set((document.querySelector("#deal [data-broken]")?.dataset.broken ?? "").split(" "));
    for (const select of choices()) {
      select.value = chosen.get(select.dataset.issue) ?? select.options[0].value;
      if (broken.has(select.dataset.issue)) select.setAttribute("aria-invalid", "true");
      else select.removeAttribute("aria-invalid");
      sayOption(select);
    }
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches("#deal-form select[data-issue]")) return;
    sayOption(event.target);
    open(choices().filter((each) => each.selectedIndex > 0)
      .map((each) => `${each.dataset.issue}.${each.value}`).join(","));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-at], button[data-open], #deal-begin");
    if (!button) return;
    if (button.id === "deal-begin") open(find("deal-start").value);
    else open(button.dataset.open ?? write(packages[button.dataset.at].options));
  });

  // What comes from the server.

  let removing = false; // the button that had the focus goes with what it removes
  find("pins").addEventListener("htmx:beforeRequest", (event) => {
    removing ||= event.detail.pathInfo.requestPath.endsWith("/remove");
  });

  const arrived = {
    deal: (path) => {
      const article = document.querySelector("#deal article[data-package]");
      if (!article || path !== last["#deal"]) return;
      state.shown = article.dataset.package;
      sync();
      markOpen();
      overlay();
      ask("steps", new URLSearchParams({ package: state.shown }), "#deal-steps");
    },
    "deal-choices": () => {
      words = read("deal-words", words);
      sync();
    },
    "deals-live": () => {
      packages = read("deal-packages", []);
      markOpen();
    },
    pins: () => {
      overlay();
      if (removing && document.activeElement === document.body) find("pins-title").focus();
      removing = false;
    },
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    arrived[event.detail.target.id]?.(event.detail.pathInfo?.requestPath);
    document.querySelectorAll(".points-fold").forEach(fill);
  });
  for (const name of ["changed", "pinned"]) document.body.addEventListener(name, load);
  document.body.addEventListener("found-deals", () => { if (state.asked !== null) load(); });  // it may have a name now

  const start = () => {
    state.asked = inAddress();
    load();
  };
  if (document.readyState === "complete") start();
  else addEventListener("DOMContentLoaded", start);

  const field = document.querySelector("[data-package-field]");
  field?.form.addEventListener("submit", () => {
    Object.assign(field, { disabled: inAddress() === null, value: inAddress() ?? "" });
  });
})();
