// The rows of the board: what every neighbour is switched to, how often it is asked, what went wrong.
const POINTS = 60;
const history = new Map();
const shown = number => number >= 100 ? Math.round(number).toLocaleString("en") : number.toFixed(1).replace(/\.0$/, "");
const text = (element, value) => { if (element.textContent !== value) element.textContent = value; };

export function draw(frame) {
  text(document.getElementById("total"), (frame.whole ? "" : "≈ ") + shown(frame.rate));
  const switched = frame.neighbours.flatMap(one => Object.values(one.modes)).filter(mode => mode !== "ok").length;
  text(document.getElementById("switched"), String(switched));
  document.getElementById("all-ok").disabled = !switched;
  for (const one of frame.neighbours) drawRow(one, frame.whole);
}

function drawRow(one, whole) {
  const row = document.querySelector(`article[data-domain="${CSS.escape(one.name)}"]`);
  if (!row) return;
  row.dataset.state = one.trouble ? "trouble" : one.mode;
  text(row.querySelector("[data-now]"), one.trouble && one.mode !== "real" ? "away" : one.mode === "mixed" ? "partly" : one.mode);
  const why = row.querySelector("[data-why]");
  text(why, one.trouble || one.real || several(one));
  why.title = why.textContent;
  text(row.querySelector("[data-rate]"), (whole || !one.rate ? "" : "≈ ") + shown(one.rate));
  row.querySelector(".rate").classList.toggle("failing", one.failures > 0);
  sparkline(row.querySelector("polyline"), one);
  errors(row, one.errors);
  press(row.querySelector(":scope > .switches"), one.mode);
  for (const operation of row.querySelectorAll("[data-operation]")) {
    press(operation.querySelector(".switches"), one.modes[operation.dataset.operation]);
  }
}

function several(one) {
  const modes = Object.entries(one.modes).filter(([, mode]) => mode !== "ok");
  return one.mode === "mixed" ? modes.map(([name, mode]) => `${name} ${mode}`).join(", ") : "";
}

function press(toolbar, mode) {
  for (const button of toolbar.children) {
    const pressed = String(button.dataset.mode === mode);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
}

function errors(row, found) {
  const last = found[0], cell = row.querySelector("[data-error]");
  text(cell, last ? last.what : "none");
  cell.classList.toggle("none", !last);
  cell.title = last ? `${last.what}, ${last.where}, ${last.at}` : "";
  text(row.querySelector("[data-error-where]"), last ? `${last.where}, ${last.at.slice(0, 8)}` : "");
  const list = row.querySelector("[data-errors]");
  const lines = found.map(error => `${error.at} ${error.what} ${error.where}`);
  if (list.dataset.shown === lines.join("\n")) return;
  list.dataset.shown = lines.join("\n");
  list.replaceChildren(...lines.map(line => Object.assign(document.createElement("li"), {textContent: line})));
}

function sparkline(line, one) {
  const values = history.get(one.name) ?? [];
  values.push(one.rate);
  if (values.length > POINTS) values.shift();
  history.set(one.name, values);
  const most = Math.max(1, ...values), step = 120 / (POINTS - 1), from = POINTS - values.length;
  line.setAttribute("points", values.map((value, at) => `${((from + at) * step).toFixed(1)},${(22.5 - value / most * 20).toFixed(1)}`).join(" "));
}
