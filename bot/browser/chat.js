// The chat without reloading. Without this script the form posts and the page comes back with the answer.
"use strict";

const form = document.getElementById("say");
const words = document.getElementById("words");
const lines = document.getElementById("lines");
const status = document.getElementById("status");
let news = null;

// Adds the lines that are not there yet.
function show(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = [...holder.content.children].filter((line) => !document.getElementById(line.id));
  if (fresh.some((line) => line.classList.contains("theirs"))) {
    lines.querySelectorAll(".choices").forEach((choices) => choices.remove());
  }
  lines.append(...fresh);
  if (fresh.length) fresh[0].scrollIntoView();
}

function lastSaid() {
  const said = lines.querySelectorAll(".theirs");
  return said[said.length - 1];
}

function say(text, wrong) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

function another() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  form.elements.once.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function post(pressed) {
  const fields = new URLSearchParams(new FormData(form));
  if (pressed) fields.set("pressed", pressed);
  const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  const value = await answer.json().catch(() => ({})); // a page that something on the way put in its place
  if (!answer.ok || value.html === undefined) throw new Error(value.problem || "");
  return value.html;
}

// The same message keeps its number until it is known to have arrived, so that sending it again is harmless.
async function send(pressed) {
  say(form.dataset.sending, false);
  form.setAttribute("aria-busy", "true");
  try {
    show(await post(pressed));
    if (!pressed) words.value = "";
    another();
    say("", false);
    listen();
  } catch (error) {
    say(error instanceof TypeError || !error.message ? form.dataset.failed : error.message, true);
  }
  form.removeAttribute("aria-busy");
  // A choice that was pressed is gone: go on from the answer. On a phone the keyboard then stays away.
  const answer = pressed && lastSaid() ? lastSaid().nextElementSibling : null;
  (answer || words).focus({ preventScroll: true });
}

function listen() {
  if (news || document.hidden || !lastSaid()) return;
  news = new EventSource("/chat/events");
  news.onmessage = (event) => show(JSON.parse(event.data).html);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  const button = event.submitter;
  send(button && button.name === "pressed" ? button.value : "");
});

words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden && news) {
    news.close();
    news = null;
  }
  listen();
});

if (lastSaid() && !location.hash) lastSaid().scrollIntoView();
another();
listen();
