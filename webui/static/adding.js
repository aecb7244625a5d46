// Sends files in pieces, one after another; without this file the form sends them by itself.
"use strict";

const form = document.getElementById("adding");
const TRIES = 6;
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

const named = new WeakMap();

// The name of a file below the folder that was chosen or dropped.
const nameOf = (file) => named.get(file) || file.webkitRelativePath || file.name;

// What is asked of the server for a file: the fields of the form, and what tells the file.
function address(file, more) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrf_token" && value) asked.set(name, value);
  }
  asked.set("name", nameOf(file));
  asked.set("size", file.size);
  asked.set("modified", file.lastModified);
  for (const [name, value] of Object.entries(more)) asked.set(name, value);
  return `${form.dataset.piece}?${asked}`;
}

async function ask(file, method, more, body) {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value };
  if (body) headers["Content-Type"] = "application/octet-stream";
  const answer = await fetch(address(file, more), { method, headers, body });
  if (answer.ok || answer.status === 409) return answer.json();
  const refused = new Error(await reason(answer));
  refused.final = answer.status < 500;
  throw refused;
}

// The page of an error says in one sentence what was wrong.
async function reason(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main p")?.textContent.trim() || `${answer.status}`;
}

// Where the last piece ended is asked again after each break.
async function send(file, told) {
  const step = Number(form.dataset.pieceBytes);
  let offset = (await ask(file, "GET", {})).offset;
  for (;;) {
    const piece = file.slice(offset, offset + step);
    const answer = await ask(file, "POST", { offset }, piece);
    offset = answer.offset;
    told(offset);
    if (answer.files) return answer.files;
  }
}

async function sendInSpiteOfBreaks(file, row) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await send(file, row.told);
    } catch (error) {
      if (error.final || tried === TRIES) throw error;
      row.say(form.dataset.again);
      await pause(2 ** tried);
    }
  }
}

function newRow(list, file) {
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  words.className = "note";
  bar.max = Math.max(1, file.size);
  bar.value = 0;
  bar.setAttribute("aria-label", nameOf(file));
  line.append(Object.assign(document.createElement("bdi"), { textContent: nameOf(file) }), " ", bar, " ", words);
  list.append(line);
  const begun = performance.now();
  const say = (text) => { words.textContent = text; };
  const told = (bytes) => {
    const seconds = (performance.now() - begun) / 1000;
    const left = Math.ceil((seconds * (file.size - bytes)) / Math.max(1, bytes));
    bar.value = bytes;
    say(`${form.dataset.sending} ${Math.floor((100 * bytes) / bar.max)} % · ${left} s`);
  };
  return { line, say, told };
}

// Outcomes in the language of the page.
const said = {
  "stored": form.dataset.stored,
  "already there": form.dataset.alreadyThere,
  "refused": form.dataset.refused,
};

// A line for each thing that became of a file: a ZIP becomes several.
function tell(line, files) {
  const lines = files.map((one) => {
    const told = document.createElement("li");
    const name = document.createElement(one.ref ? "a" : "bdi");
    if (one.ref) name.href = form.dataset.item.replace("REF", encodeURIComponent(one.ref));
    name.textContent = one.path;
    const outcome = document.createElement("strong");
    outcome.textContent = said[one.outcome];
    const note = Object.assign(document.createElement("span"), { className: "note", textContent: one.reason });
    const digest = Object.assign(document.createElement("span"), { className: "exact" });
    digest.textContent = one.digest && `SHA-256 ${one.digest}`;
    told.append(name, " ", outcome, " ", digest, " ", note);
    return told;
  });
  line.replaceWith(...lines);
}

// Files and folders that were dropped wait until the form is sent.
let dropped = [];

async function entriesIn(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function filesBelow(entry) {
  if (entry.isDirectory) {
    const inside = [];
    for (const one of await entriesIn(entry)) inside.push(...(await filesBelow(one)));
    return inside;
  }
  const file = await new Promise((done, failed) => entry.file(done, failed));
  named.set(file, entry.fullPath.replace(/^\//, ""));
  return [file];
}

form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.());
  const loose = [...event.dataTransfer.files];
  for (const [number, entry] of entries.entries()) {
    dropped.push(...(entry ? await filesBelow(entry) : loose.slice(number, number + 1)));
  }
  const note = document.getElementById("dropped");
  note.hidden = dropped.length === 0;
  note.textContent = `${form.dataset.dropped} ${dropped.length}`;
});

function chosen() {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  return [...inputs.flatMap((input) => [...input.files]), ...dropped];
}

function forget() {
  form.querySelectorAll("input[type=file]").forEach((input) => { input.value = ""; });
  dropped = [];
  document.getElementById("dropped").hidden = true;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const outcomes = document.getElementById("outcomes");
  const button = form.querySelector("button");
  outcomes.hidden = false;
  button.disabled = true;
  for (const file of chosen()) {
    const row = newRow(outcomes.querySelector("ul"), file);
    try {
      tell(row.line, await sendInSpiteOfBreaks(file, row));
    } catch (error) {
      row.say(`${form.dataset.failed}: ${error.message}`);
    }
  }
  button.disabled = false;
  forget();
});
