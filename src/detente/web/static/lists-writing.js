"use strict";
// Writing in the cells of the lists: what is typed is checked at once, and kept when it is left.
const writing = (() => {
  const WAIT = 250;
  const { post, find, isDraft, findDrafts } = lists;

  // Checking as it is typed.
  let clock = 0;
  let checking = null;
  const stopChecking = () => {
    clearTimeout(clock);
    checking?.abort();
  };
  const look = (key) => {
    stopChecking();
    clock = setTimeout(async () => {
      const text = find(key)?.value;
      if (text === undefined) return;
      checking = new AbortController();
      const answer = await post("check", { key, text }, { signal: checking.signal })
        .then(async (found) => ({ status: found.status, said: await found.text() })).catch(() => null);
      const cell = find(key);
      if (!answer || cell?.value !== text || !isDraft(cell)) return;
      if (answer.status === 422) troubles.refuse(cell, answer.said);
      else { const { was } = cell.dataset; troubles.forget(cell); if (was !== undefined) cell.dataset.was = was; }
    }, WAIT);
  };

  // What is kept is kept in the order in which it was typed.
  const under = new Map();  // by key of a cell: what of it is being kept
  let last = Promise.resolve();
  let waiting = 0;          // of what is typed so much is not sent yet
  const inTurn = (act) => {
    waiting += 1;
    last = last.then(() => { waiting -= 1; return act(); }).catch(() => false);
    acts.hold(last);
    return last;
  };
  const keep = (cell) => {
    stopChecking();
    if (!isDraft(cell)) {
      troubles.forget(cell);
      return Promise.resolve(true);
    }
    if (cell.classList.contains("words")) cell.value = cell.value.replace(/\s*\n\s*/g, " ");
    const { id: key, value: text } = cell;
    const before = under.get(key);
    if (before?.text === text) return before.kept;
    const was = cell.dataset.was ?? cell.defaultValue;
    const kept = inTurn(async () => send({ key, text, was: (await before?.kept) ? before.text : was }));
    const own = { text, kept };
    under.set(key, own);
    kept.finally(() => { if (under.get(key) === own) under.delete(key); });
    return kept;
  };
  const send = async (sent) => {
    const answer = await post("edit", sent, { keepalive: true });
    const cell = find(sent.key);
    if (answer.ok) {
      settle(cell, sent.text);
      following.doubt(sent.key);  // an undo may have come in between
      return true;
    }
    const said = await answer.text().catch(() => "");
    if (answer.status === 409) return disagree(cell, sent, JSON.parse(said));
    if (cell?.value === sent.text) troubles.refuse(cell, said);
    return false;
  };
  const settle = (cell, text) => {
    if (!cell) return;
    cell.defaultValue = text;
    if (isDraft(cell)) cell.dataset.was = text;
    else troubles.forget(cell);
  };

  // Another page, or an undo, was faster: say what stands now and let the person choose.
  const disagree = (cell, sent, { now }) => {
    if (!cell || now === sent.text) {
      settle(cell, sent.text);
      following.doubt(sent.key);
      return true;
    }
    if (now !== null) cell.defaultValue = now;
    troubles.refuse(cell, { wrote: sent.text, gone: now === null, keep });
    if (!troubles.isShown() && document.activeElement === document.body) troubles.show(cell);
    following.doubt(sent.key);
    return false;
  };

  // A page that is left sends what was typed last; it asks first where something would be lost.
  addEventListener("beforeunload", (event) => {
    if (troubles.any() || waiting) event.preventDefault();
    findDrafts().filter((cell) => !troubles.isOfNow(cell)).forEach(keep);
  });
  return { look, keep, inTurn };
})();
