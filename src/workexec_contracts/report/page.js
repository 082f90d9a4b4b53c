for (const head of document.querySelectorAll("th")) head.querySelector("button").addEventListener("click", () => {
  const table = head.closest("table"), body = table.tBodies[0], at = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const text = row => row.cells[at].textContent.replaceAll(",", "");
  const rows = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), undefined, {numeric: true}));
  body.append(...(down ? rows.reverse() : rows));
});
document.querySelectorAll("a[href^='#']").forEach(link => link.addEventListener("click", () => {
  document.getElementById(link.hash.slice(1)).open = true;
}));
