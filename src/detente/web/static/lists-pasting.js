"use strict";
// A block of cells from a spreadsheet: all of it is written, as one step, or nothing.
(() => {
  const { root, say, post, find, isCell, edits } = lists;
  const { rowsOf, columnOf, inColumn } = moving;

  const unquote = (text) => (/^".*"$/.test(text) ? text.slice(1, -1).replace(/""/g, '"') : text).trim();
  const paste = (cell, text) => {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const rows = rowsOf(cell);
    const column = columnOf(cell);
    const below = rows.slice(rows.findIndex((row) => row.includes(cell))).filter((row) => inColumn(row, column));
    const fills = lines.flatMap((line, down) => {
      const row = below[down]?.filter(isCell) ?? [];
      const from = row.findIndex((each) => columnOf(each) === column);
      return line.map((value, right) => [from < 0 ? undefined : row[from + right]?.id, unquote(value)]);
    });
    if (fills.every(([key]) => key)) writing.inTurn(() => send(cell.id, fills));
    else troubles.refuse(cell, say("The block has more rows or columns than there are cells from here on; nothing was pasted."));
  };
  const send = async (key, fills) => {
    const cells = fills.filter(([to]) => find(to)).map(([to, text]) => ({ key: to, text, was: find(to).defaultValue }));
    const changed = cells.filter((each) => each.text !== each.was);
    if (!changed.length) return;
    const answer = await post("paste", { cells: changed });
    const said = await answer.text().catch(() => "");
    following.refresh();
    if (answer.ok || !find(key)) return;
    if (answer.status === 422) troubles.refuse(find(key), `<div><p>Nothing was pasted.</p>${said}</div>`);
    else if (answer.status === 409) troubles.refuse(find(key), say("A cell was changed meanwhile; nothing was pasted. Paste again."));
    else troubles.refuse(find(key), said);
  };

  root.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!isCell(event.target) || !/[\t\n\r]./.test(text) || edits(event.target)) return;
    if (event.target.classList.contains("words") && !text.includes("\t")) return;
    event.preventDefault();
    paste(event.target, text);
  });
})();
