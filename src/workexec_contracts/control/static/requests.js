// The newest requests first, never more rows than a person can scroll through.
const ROWS = 200;
const rows = document.getElementById("rows");
const pause = document.getElementById("pause");
const neighbour = document.getElementById("of-neighbour");
const containing = document.getElementById("containing");
const failing = document.getElementById("failing");
let newest = 0, waiting = [];

pause.addEventListener("click", () => {
  const paused = pause.getAttribute("aria-pressed") !== "true";
  pause.setAttribute("aria-pressed", String(paused));
  pause.textContent = paused ? "Go on" : "Pause";
  if (!paused) { show(waiting); waiting = []; }
});
for (const input of [neighbour, containing, failing]) input.addEventListener("input", () => [...rows.rows].forEach(sift));

export function take(frame) {
  if (frame.last < newest) { rows.replaceChildren(); newest = 0; }  // another run of the server
  const fresh = frame.requests.filter(one => one.n > newest);
  newest = frame.last;
  const unread = Math.round(frame.missed);
  document.getElementById("sampled").textContent = unread ? `sampled: about ${unread.toLocaleString("en")} more were asked` : "";
  if (pause.getAttribute("aria-pressed") === "true") {
    waiting = [...waiting, ...fresh].slice(-ROWS);
    pause.textContent = `Go on (${waiting.length})`;
  } else if (fresh.length) show(fresh);
}

function show(fresh) {
  rows.prepend(...fresh.slice(-ROWS).reverse().map(row));
  while (rows.rows.length > ROWS) rows.lastElementChild.remove();
  document.getElementById("silence").hidden = rows.rows.length > 0;
}

function row(one) {
  const made = document.createElement("tr");
  made.dataset.domain = one.domain;
  made.className = one.unmatched ? "unmatched" : one.status === 0 || one.status >= 500 ? "failed" : one.status >= 400 ? "refused" : "";
  made.append(
    cell(one.at, "time"), cell(one.domain || "—", "domain"), cell(one.method, "method"), path(one),
    ...(one.unmatched ? [] : [cell(one.stub, "stub")]),
    cell(one.status ? `${one.status}` : "broken off", "status number", one.code), cell(one.ms.toLocaleString("en"), "ms number"));
  sift(made);
  return made;
}

function path(one) {
  const made = cell(one.url, "path");
  made.title = one.url;
  if (one.unmatched) {
    made.colSpan = 2;
    made.append(small(one.nearest ? `no stub; nearest: ${one.nearest}; ${one.difference}` : `no stub; ${one.difference}`));
  }
  return made;
}

function cell(value, name, more) {
  const made = document.createElement("td");
  made.className = name;
  const inner = document.createElement("span");
  inner.textContent = value;
  made.append(inner);
  if (more) made.append(small(more));
  return made;
}

const small = value => Object.assign(document.createElement("small"), {textContent: value});

function sift(made) {
  const other = neighbour.value && made.dataset.domain !== neighbour.value;
  const fine = failing.checked && !made.className;
  const without = containing.value && !made.textContent.toLowerCase().includes(containing.value.toLowerCase());
  made.hidden = Boolean(other || fine || without);
}
