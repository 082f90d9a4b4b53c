// Tabs as the ARIA pattern has them: arrows move, the address names the panel.
import { tryOut } from "./trying.js";

const tabs = [...document.querySelectorAll("[role=tab]")];

export function prepare() {
  for (const tab of tabs) {
    tab.addEventListener("click", () => { history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`); select(tab); });
    tab.addEventListener("keydown", moved);
  }
  addEventListener("hashchange", followed);
  followed();
}

function moved(event) {
  const at = tabs.indexOf(event.currentTarget);
  const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1}[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = tabs[(to + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

function select(chosen) {
  for (const tab of tabs) {
    const is = tab === chosen;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !is;
  }
}

function followed() {
  const [panel, operation] = location.hash.slice(1).split("/");
  const tab = tabs.find(one => one.getAttribute("aria-controls") === panel);
  if (!tab) return;
  select(tab);
  if (operation) {
    tryOut(decodeURIComponent(operation));
    document.getElementById("panels").scrollIntoView();
    document.getElementById("which").focus();
  }
}
