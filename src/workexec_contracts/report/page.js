for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.closest("th"), table = head.closest("table"), body = table.tBodies[0], at = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const text = row => row.cells[at].textContent.replaceAll(",", "");
  const rows = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), undefined, {numeric: true}));
  body.append(...(down ? rows.reverse() : rows));
});
const reveal = id => {
  let place = document.getElementById(id);
  for (let around = place; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
  if (place) place.scrollIntoView();
};
document.querySelectorAll("a[href^='#']").forEach(link => link.addEventListener("click", () => reveal(link.hash.slice(1))));
if (location.hash) reveal(decodeURIComponent(location.hash.slice(1)));
