// Conveniences only: every page works without this file.
"use strict";

// A link to a passage or a field opens the folds around it.
function openTarget() {
  let node = document.querySelector(":target");
  for (; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();

// One button opens or closes all passages of a record; it is made here because it needs a script.
const passages = document.querySelectorAll("details.passages");
if (passages.length > 1) {
  const button = document.createElement("button");
  const words = document.body.dataset;
  button.type = "button";
  button.className = "all-passages";
  const label = () => {
    const open = [...passages].some((one) => !one.open);
    button.textContent = open ? words.openAll : words.closeAll;
    return open;
  };
  button.addEventListener("click", () => {
    const open = label();
    passages.forEach((one) => { one.open = open; });
    label();
  });
  label();
  document.querySelector("header.head").append(button);
}

// A picture that is hard to look at takes the place of its blurred copy where it stands.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sharp]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const image = link.parentElement.querySelector("img");
  image.src = link.dataset.sharp;
  image.alt = link.dataset.alt;
  image.tabIndex = -1;
  image.focus();
  link.parentElement.classList.remove("veil");
  link.remove();
});

// The key / leads to the search box, unless somebody is writing.
addEventListener("keydown", (event) => {
  const box = document.getElementById("words");
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && box && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
  }
});
