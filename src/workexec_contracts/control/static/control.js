// The stream of the server drives everything: one frame in, one drawing out, in the next animation frame.
// All that came from outside goes through textContent, and so is text.
import { draw as drawBoard } from "./board.js";
import { take as takeRequests } from "./requests.js";
import { prepare as prepareSwitches } from "./switching.js";
import { prepare as prepareTrials } from "./trying.js";
import { prepare as prepareTabs } from "./tabs.js";
import { prepare as prepareLists } from "./lists.js";

const link = document.getElementById("link");
let frame = null, drawing = false;

function draw() {
  drawing = false;
  const now = frame;
  frame = null;
  drawBoard(now);
  takeRequests(now);
}

function connect() {
  const events = new EventSource("/events");
  events.onopen = () => { link.dataset.link = "live"; link.textContent = "live"; };
  events.onerror = () => {
    link.dataset.link = "lost";
    link.textContent = "not connected";
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
  events.onmessage = event => {
    const next = JSON.parse(event.data);
    if (frame) next.requests = [...frame.requests, ...next.requests].slice(-200);
    frame = next;
    if (!drawing) { drawing = true; requestAnimationFrame(draw); }
  };
}

prepareTabs();
prepareSwitches();
prepareTrials();
prepareLists();
connect();
