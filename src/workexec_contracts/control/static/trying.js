// The try-it forms: the server sends what they hold, the answer is shown beside them.
import { ask } from "./asking.js";

const which = document.getElementById("which");
const answer = document.getElementById("answer");
const forms = [...document.querySelectorAll("form.try")];
const part = name => answer.querySelector(`[data-${name}]`);

export function prepare() {
  which.addEventListener("change", choose);
  for (const form of forms) {
    form.addEventListener("submit", send);
    form.addEventListener("reset", () => setTimeout(() => example(form)));
    form.querySelector("[data-fresh]")?.addEventListener("click", () => freshen(form));
    form.querySelector("[data-examples]")?.addEventListener("change", () => example(form));
  }
  choose();
}

export function tryOut(operation) {
  which.value = operation;
  choose();
}

function choose() {
  for (const form of forms) form.hidden = form.dataset.operation !== which.value;
}

function example(form) {
  const chosen = form.querySelector("[data-examples]")?.selectedOptions[0];
  if (!chosen) return;
  form.elements.body.value = chosen.dataset.body;
  const key = form.elements["header:Idempotency-Key"];
  if (key) key.value = chosen.dataset.key;
}

function freshen(form) {
  const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, fresh = crypto.randomUUID();
  for (const input of [form.elements.body, form.elements["header:Idempotency-Key"]]) input.value = input.value.replace(uuid, fresh);
}

async function send(event) {
  event.preventDefault();
  const form = event.target, question = {operation: form.dataset.operation, parameters: {}, headers: {}, body: form.elements.body?.value ?? ""};
  for (const input of form.elements) {
    const [kind, name] = (input.name || "").split(/:(.*)/);
    if (name) question[`${kind}s`][name] = input.value;
  }
  const button = form.querySelector(".primary");
  button.disabled = true;
  answer.setAttribute("aria-busy", "true");
  const told = await ask("/try", question);
  answer.removeAttribute("aria-busy");
  button.disabled = false;
  button.focus();
  if (told) show(told);
}

function show(told) {
  part("empty").hidden = true;
  part("told").hidden = false;
  part("status").textContent = told.status || "no answer";
  part("status").className = told.status && told.status < 400 ? "passed" : "failed";
  part("reason").textContent = told.reason;
  part("took").textContent = `${told.ms.toLocaleString("en")} ms, of ${told.sla_ms.toLocaleString("en")} ms by the SLA`;
  part("body").textContent = told.body;
  part("curl").textContent = told.curl;
  part("headers").replaceChildren(...told.headers.flatMap(([name, value]) => [
    Object.assign(document.createElement("dt"), {textContent: name}), Object.assign(document.createElement("dd"), {textContent: value})]));
}
