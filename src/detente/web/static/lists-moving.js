"use strict";
// Moving between the cells of the lists.
const moving = (() => {
  const { root, isCell } = lists;

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
  const toEnd = (cell, last, all) => {
    const rows = rowsOf(cell);
    const row = (all ? (last ? rows.at(-1) : rows[0]) : rows.find((each) => each.includes(cell))).filter(isCell);
    go(last ? row.at(-1) : row[0]);
  };
  return { rowsOf, columnOf, inColumn, go, step, inTurn, toEnd };
})();
