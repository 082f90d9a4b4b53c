// Questions to the server, with the token that only this page was given; what it says to a person.
const token = document.querySelector("meta[name=wxc-token]").content;
const said = document.getElementById("said");
let fading;

export function say(words, wrong = false) {
  said.textContent = words;
  said.classList.toggle("wrong", wrong);
  said.classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => said.classList.remove("shown"), wrong ? 12000 : 4000);
}

export async function ask(path, question) {
  try {
    const answer = await fetch(path, {
      method: "POST", headers: {"Content-Type": "application/json", "X-Wxc-Token": token}, body: JSON.stringify(question),
    });
    const words = await answer.text();
    if (answer.ok) return JSON.parse(words);
    const told = answer.headers.get("content-type").startsWith("application/json") ? JSON.parse(words) : {what: words};
    say([told.what, told.expected && `expected ${told.expected}`, told.fix].filter(Boolean).join("; "), true);
  } catch {
    say("the control room does not answer: has `wxc up` ended?", true);
  }
  return null;
}
