// A click on a mode switches; where the mode has a figure, a dialog asks for it first.
import { ask as askServer, say } from "./asking.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const dialog = document.getElementById("ask");
const form = dialog.querySelector("form");
let meant = null;

export function prepare() {
  for (const toolbar of document.querySelectorAll(".switches")) {
    toolbar.addEventListener("click", clicked);
    toolbar.addEventListener("keydown", moved);
  }
  document.getElementById("all-ok").addEventListener("click", () => flip({target: "all", mode: "ok"}));
  for (const more of document.querySelectorAll(".more")) more.addEventListener("click", () => {
    const open = more.getAttribute("aria-expanded") !== "true";
    more.setAttribute("aria-expanded", String(open));
    document.getElementById(more.getAttribute("aria-controls")).hidden = !open;
  });
  form.addEventListener("submit", answered);
  form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
}

function clicked(event) {
  const button = event.target.closest("button[data-mode]");
  if (!button) return;
  focusOn(button);
  const toolbar = button.parentElement;
  meant = {target: toolbar.dataset.target, mode: button.dataset.mode};
  const figures = meant.mode === "real" ? {url: ""} : facts.figures[meant.mode];
  if (figures) open(toolbar, figures); else flip(meant);
}

function open(toolbar, figures) {
  document.getElementById("ask-title").textContent = `${toolbar.getAttribute("aria-label").replace("Switch ", "")}: ${meant.mode}`;
  document.getElementById("ask-says").textContent = facts.says[meant.mode];
  for (const label of form.querySelectorAll("[data-figure]")) {
    const name = label.dataset.figure, input = form.elements[name], asked = name in figures;
    label.hidden = !asked;
    input.disabled = !asked;
    if (!asked) continue;
    if (name === "code") input.replaceChildren(...codes(toolbar).map(code => new Option(code)));
    else if (name !== "url" || !input.value) input.value = figures[name];
  }
  dialog.showModal();
  form.querySelector("[data-figure]:not([hidden]) :is(input, select)").focus();
}

function codes(toolbar) {
  const own = toolbar.closest("[data-operation]")?.dataset.operation;
  const all = own ? [own] : [...toolbar.closest("article").querySelectorAll("[data-operation]")].map(one => one.dataset.operation);
  return [...new Set(all.flatMap(name => facts.codes[name]))].sort();
}

function answered(event) {
  event.preventDefault();
  const asked = {...meant};
  for (const input of form.elements) {
    if (input.name && !input.disabled) asked[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  dialog.close();
  flip(asked);
}

async function flip(asked) {
  const told = await askServer("/switch", asked);
  if (told) say(told.done);
}

// One stop of the tabulator for each toolbar; the arrows go from button to button.
function moved(event) {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key], buttons = [...event.currentTarget.children];
  const at = buttons.indexOf(document.activeElement);
  const next = event.key === "Home" ? buttons[0] : event.key === "End" ? buttons.at(-1)
    : step ? buttons[(at + step + buttons.length) % buttons.length] : null;
  if (!next) return;
  event.preventDefault();
  focusOn(next);
}

function focusOn(button) {
  for (const other of button.parentElement.children) other.tabIndex = other === button ? 0 : -1;
  button.focus();
}
