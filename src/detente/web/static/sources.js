"use strict";
// The sources: filter the list, take words of a document, attach them to a number, add a document.
(() => {
  const find = (what, root = document) => root.querySelector(what);
  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const { send } = workbench;
  const tell = (text) => { const told = find("#told"); if (told) told.textContent = text; };

  // The list, as somebody types.
  const filter = (field) => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const items = [...document.querySelectorAll(`${field.dataset.filter} > li`)];
    let shown = 0;
    for (const item of items) {
      const there = item.dataset.words.toLowerCase();
      item.hidden = !words.every((word) => there.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    find("#shown").textContent = words.length ? `${shown} of ${items.length}` : "";
    if (items.length) find("#none-shown").hidden = shown > 0;
  };

  // Words of the document, to the field below it.
  const quote = find("#quote");
  const take = () => {
    const chosen = getSelection();
    const ends = [chosen.anchorNode, chosen.focusNode];
    const isWithin = ends.every((end) => end?.parentElement?.closest("[data-paragraphs]"));
    if (!quote || chosen.isCollapsed || !isWithin) return;
    const text = tidy(chosen.toString());
    if (text) quote.value = text;
  };
  const pick = (paragraph) => {
    const copy = paragraph.cloneNode(true);
    copy.querySelectorAll(".sign").forEach((each) => each.remove());
    getSelection().removeAllRanges();
    quote.value = tidy(copy.textContent);
    document.querySelectorAll(".picked").forEach((each) => each.classList.remove("picked"));
    paragraph.classList.add("picked");
    tell("The paragraph stands in the field below the document.");
  };
  const step = (paragraph, by) => {
    const all = [...document.querySelectorAll("[data-paragraphs] .text")];
    const next = all[all.indexOf(paragraph) + by];
    if (!next) return;
    paragraph.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  const steer = (event) => {
    const paragraph = event.target.closest?.("[data-paragraphs] .text");
    if (!paragraph || event.target !== paragraph || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && !event.shiftKey) step(paragraph, by);
    else if (event.key === "Enter") pick(paragraph);
    else return;
    event.preventDefault();
  };

  // What rests on a passage, beside its words.
  const about = (number, near) => {
    const listed = find(`#listed-${number}`), box = find("#about");
    if (!listed || !box) return;
    const copy = listed.cloneNode(true);
    copy.querySelectorAll("details").forEach((each) => { each.open = true; });
    box.replaceChildren(...copy.childNodes);
    box.showPopover();
    const { bottom, left } = near.getBoundingClientRect();
    const { offsetHeight: height, offsetWidth: width } = box;
    box.style.margin = "0";
    box.style.top = `${Math.max(8, Math.min(bottom + 6, innerHeight - height - 8))}px`;
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  };

  // The dialog in which a passage is attached to a number.
  const dialog = find("#attach");
  const form = dialog && find("form", dialog);
  const open = async (known, text) => {
    find("#about").hidePopover();
    find("#attach-problems").replaceChildren();
    const isNew = known === undefined;
    dialog.querySelectorAll(".new").forEach((each) => { each.hidden = !isNew; });
    find("#attach-known").hidden = isNew || !text;
    find("#attach-known").textContent = text;
    form.elements.text.value = isNew ? text : "";
    form.elements.passage.value = known ?? "";
    form.elements.known.value = isNew ? "" : "yes";
    form.elements.q.value = "";
    find("#numbers").replaceChildren();
    dialog.showModal();
    (isNew && !text ? form.elements.text : form.elements.q).focus();
    htmx.trigger("#attach-words", "numbers");
    proposed += 1;
    if (isNew) await propose();
  };
  let proposed = 0;
  const propose = async () => {
    const turn = ++proposed;
    const body = new URLSearchParams({ text: form.elements.text.value });
    const answer = await send(`${form.dataset.source}/name`, body).catch(() => null);
    const name = answer?.ok ? await answer.text() : "";
    if (turn === proposed && !form.elements.passage.value) form.elements.passage.value = name;
  };

  // The document of a source, sent as it is.
  const refuse = async (answer) => {
    const place = find("#upload-problems"), said = await answer.text();
    if (answer.headers.get("Content-Type").startsWith("text/html")) place.innerHTML = said;
    else place.textContent = said;
  };
  const upload = async (place) => {
    const file = find("input[type=file]", place).files[0], button = find("button", place);
    if (!file) return;
    button.disabled = true;
    tell("The document is being sent.");
    try {
      const where = `${place.dataset.upload}?name=${encodeURIComponent(file.name)}`;
      const answer = await send(where, file);
      if (answer.ok) workbench.note("The document was added. Save keeps it; Undo takes it back.");
      else await refuse(answer);
    } catch {
      find("#upload-problems").textContent = "The document could not be sent. Is the workbench still running?";
    } finally {
      button.disabled = false;
    }
  };

  // Where the address points, once it is there.
  const jump = (place) => {
    const { at, passage } = place.dataset;
    const listed = passage && [...document.querySelectorAll(".passage")].find((each) => each.dataset.name === passage);
    const number = listed?.id.split("-")[1];
    const goal = (at && find(`#${CSS.escape(at)}`)) || (number && find(`#passage-${number}`)) || listed
      || (location.hash && document.getElementById(location.hash.slice(1)));
    delete place.dataset.at;
    delete place.dataset.passage;
    if (!goal) return;
    goal.scrollIntoView({ block: "center" });
    if (goal.tabIndex === -1) goal.focus({ preventScroll: true });
  };

  document.addEventListener("selectionchange", take);
  document.addEventListener("keydown", steer);
  document.addEventListener("input", (event) => { if (event.target.dataset.filter) filter(event.target); });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.upload === undefined && event.target.dataset.quiet === undefined) return;
    event.preventDefault();
    if (event.target.dataset.upload) upload(event.target);
  });
  document.addEventListener("click", (event) => {
    const { target } = event;
    const known = target.closest("[data-known]"), sign = target.closest("[data-about]");
    const mark = target.closest("mark[data-passages]");
    if (target.closest("[data-attach]")) open(undefined, tidy(quote.value));
    else if (target.closest("[data-close]")) dialog.close();
    else if (known) open(known.dataset.known, known.dataset.text);
    else if (sign) { event.preventDefault(); about(sign.dataset.about, sign); }
    else if (mark && getSelection().isCollapsed) about(mark.dataset.passages.split(" ").at(-1), mark);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if (!xhr.status || xhr.status >= 400) return;
    if (elt === form) {
      dialog.close();
      quote.value = "";
      workbench.note("The number rests on this passage now. Undo takes it back.");
    }
  });
  let arrived = false;
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "live") return;
    const field = find("[data-filter]");
    if (field) filter(field);
    if (!arrived) jump(event.detail.target);
    arrived = true;
  });
})();
