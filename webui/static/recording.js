// Forms of records: what is typed is kept while one types. Without this file every button works.
"use strict";

const form = document.getElementById("draft");
const words = form.dataset;
const saved = document.getElementById("saved");
const STASH = `draft:${words.save}`;
const WAIT_MS = 900;
const AGAIN_MS = 5000;
let timer = 0;
let dirty = false;
let sending = null;

function tell(text, link) {
  saved.textContent = text;
  if (!link) return;
  const there = document.createElement("a");
  there.href = link;
  there.textContent = words.signInWords;
  saved.append(" ", there);
}

// What could not be sent waits in this window, also for the time of signing in again.
function stash() {
  if (dirty) sessionStorage.setItem(STASH, new URLSearchParams(new FormData(form)).toString());
}

async function freshToken() {
  const page = await fetch(location.pathname, { redirect: "manual" });
  if (!page.ok) return false;
  const other = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = other.querySelector("#draft [name=csrf_token]");
  if (!token) return false;
  form.elements.csrf_token.value = token.value;
  return true;
}

function send(body) {
  return fetch(form.dataset.save, { method: "POST", body });
}

async function save(body, again = true) {
  const typed = body || new URLSearchParams(new FormData(form));
  dirty = false;
  tell(words.saving);
  let answer;
  try {
    answer = await send(typed);
  } catch {
    dirty = true;
    stash();
    tell(words.away);
    later(AGAIN_MS);
    return false;
  }
  if (answer.ok) {
    taken(await answer.json());
    return true;
  }
  dirty = true;
  stash();
  if (answer.status === 401) tell(words.signedOut, words.signIn);
  else if (answer.status === 400 && again && (await freshToken())) {
    typed.set("csrf_token", form.elements.csrf_token.value);
    return save(typed, false);
  } else {
    const problem = await answer.json().catch(() => ({}));
    tell(`${words.failed} ${problem.detail || answer.status}`);
  }
  return false;
}

function taken(kept) {
  form.elements.version.value = kept.version;
  if (!dirty) sessionStorage.removeItem(STASH);
  if (!form.dataset.save.includes(`/${kept.draft}/`)) {
    form.dataset.save = `${kept.address}/save.json`;
    form.action = kept.address;
    history.replaceState(null, "", kept.address);
    tell(words.beside);
  } else tell(words.saved);
  for (const place of form.querySelectorAll("[data-understood]")) {
    const said = kept.understood[place.dataset.understood];
    if (said !== undefined) place.textContent = said;
  }
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (dirty) sending = (sending || Promise.resolve()).then(() => dirty && save()).then(() => { sending = null; });
  }, ms);
}

form.addEventListener("input", (event) => {
  if (event.target.name && event.target.name.startsWith("open:")) return;
  dirty = true;
  later(WAIT_MS);
});
// A list has an empty place behind its last value as soon as that is filled in.
form.addEventListener("input", (event) => {
  const field = event.target;
  const list = field.closest("fieldset.field");
  if (!list || !field.value || field.type === "checkbox") return;
  const all = [...list.querySelectorAll("input[name^='/']")];
  if (all.some((one) => !one.value)) return;
  const empty = field.cloneNode();
  empty.value = "";
  empty.removeAttribute("id");
  all.at(-1).closest(".row-of-one, input").after(empty);
});
addEventListener("online", () => later(0));
addEventListener("focus", () => dirty && later(0));
addEventListener("beforeunload", stash);

// A button waits until what is on its way has been kept, so that no version is doubled.
form.addEventListener("submit", async (event) => {
  if (form.dataset.goes || (!dirty && !sending)) return;
  event.preventDefault();
  clearTimeout(timer);
  if (sending) await sending;
  if (!dirty || (await save())) {
    form.dataset.goes = "1";
    form.requestSubmit(event.submitter);
  }
});
addEventListener("pageshow", () => { delete form.dataset.goes; });

// What waited in this window from before is sent first.
const waiting = sessionStorage.getItem(STASH);
if (waiting) {
  sessionStorage.removeItem(STASH);
  const typed = new URLSearchParams(waiting);
  typed.set("csrf_token", form.elements.csrf_token.value);
  save(typed).then((done) => done && location.assign(form.action));
}

// Records are proposed while one types.
const proposed = document.createElement("datalist");
proposed.id = "proposed";
document.body.append(proposed);
let asking = 0;
form.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset.suggest === undefined || !field.value.trim()) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const asked = new URLSearchParams({ q: field.value });
    for (const type of field.dataset.suggest.split(" ")) if (type) asked.append("type", type);
    const answer = await fetch(`${words.suggest}?${asked}`).catch(() => null);
    if (!answer || !answer.ok) return;
    const found = await answer.json();
    proposed.replaceChildren(...found.records.map((one) => {
      const option = document.createElement("option");
      option.value = one.ref;
      option.label = one.title;
      option.textContent = one.title;
      return option;
    }));
    field.setAttribute("list", "proposed");
  }, 200);
});
