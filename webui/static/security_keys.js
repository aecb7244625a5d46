// Asks a security key for an answer and puts it into the form, which then goes the usual way.
"use strict";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

// What the server wrote as text is bytes for the browser (Web Authentication, 5.1.9 and 5.1.10).
function asked(told) {
  const named = (some) => (some || []).map((one) => ({ ...one, id: bytesOf(one.id) }));
  const found = { ...told, challenge: bytesOf(told.challenge) };
  if (told.user) found.user = { ...told.user, id: bytesOf(told.user.id) };
  if (told.excludeCredentials) found.excludeCredentials = named(told.excludeCredentials);
  if (told.allowCredentials) found.allowCredentials = named(told.allowCredentials);
  return found;
}

function written(key) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = textOf(key.response[name]);
  }
  return JSON.stringify({ id: key.id, rawId: textOf(key.rawId), type: key.type, response });
}

async function ask(form) {
  const answer = await fetch(form.dataset.challenge);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const publicKey = asked(await answer.json());
  const isNew = form.dataset.key === "new";
  return navigator.credentials[isNew ? "create" : "get"]({ publicKey });
}

function tell(form, words) {
  const place = form.querySelector("[data-told]");
  place.textContent = words;
  place.hidden = false;
}

for (const form of document.querySelectorAll("form[data-key]")) {
  const button = form.querySelector("[data-ask]");
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    if (!window.PublicKeyCredential) {
      tell(form, form.dataset.unknown);
      return;
    }
    button.disabled = true;
    try {
      form.elements.answer.value = written(await ask(form));
      form.submit();
    } catch {
      tell(form, form.dataset.refused);
    }
    button.disabled = false;
  });
}
