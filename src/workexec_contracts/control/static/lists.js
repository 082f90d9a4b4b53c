// The findings, sifted; the verdicts, read again.
const confirming = document.getElementById("confirming");
const wanted = document.getElementById("finding");

export function prepare() {
  for (const input of [confirming, wanted]) input.addEventListener("input", sift);
  document.getElementById("verdicts").addEventListener("click", event => { if (event.target.id === "again") again(); });
}

function sift() {
  let left = 0;
  for (const row of document.querySelectorAll(".findings tbody tr")) {
    const of = !confirming.value || row.dataset.confirm.split(" ").includes(confirming.value);
    row.hidden = !(of && row.textContent.toLowerCase().includes(wanted.value.toLowerCase()));
    left += !row.hidden;
  }
  document.getElementById("found").textContent = `${left} findings`;
}

async function again() {
  const answer = await fetch("/verdicts");
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");  // escaped by the server; the policy forbids script
  document.getElementById("verdicts").replaceChildren(...page.body.childNodes);
  document.getElementById("again").focus();
}
