// Drawing boxes on a picture. Without this file they are written as numbers in the same form.
"use strict";

const canvas = document.getElementById("boxes");
const form = document.getElementById("redact");
const sides = ["left", "top", "width", "height"];
const { width, height } = canvas.viewBox.baseVal;

const rows = () => [...form.querySelectorAll(".box")];
const fields = (row) => sides.map((side) => row.querySelector(`[name="${side}"]`));
const isEmpty = (row) => fields(row).every((field) => field.value === "");

// The row that the next box goes to: the first empty one, or a new one below the others.
function nextRow() {
  const free = rows().find(isEmpty);
  if (free) return free;
  const last = rows().at(-1);
  const row = last.cloneNode(true);
  fields(row).forEach((field) => { field.value = ""; });
  row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, rows().length + 1));
  last.after(row);
  return row;
}

function write(row, box) {
  fields(row).forEach((field, number) => { field.value = box[number]; });
}

// What the fields say is what is drawn, whoever wrote them.
function draw() {
  canvas.replaceChildren();
  for (const row of rows()) {
    const [left, top, wide, high] = fields(row).map((field) => field.valueAsNumber);
    if (!(wide > 0 && high > 0)) continue;
    const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    box.setAttribute("x", left);
    box.setAttribute("y", top);
    box.setAttribute("width", wide);
    box.setAttribute("height", high);
    canvas.append(box);
  }
}

// Where the pointer is, in pixels of the full picture, never outside of it.
function at(event) {
  const seen = canvas.getBoundingClientRect();
  const x = ((event.clientX - seen.left) / seen.width) * width;
  const y = ((event.clientY - seen.top) / seen.height) * height;
  return [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
}

let drawing = null;

// Rounded outwards, so that nothing under the line stays visible.
function between([x, y], [u, v]) {
  const left = Math.floor(Math.min(x, u));
  const top = Math.floor(Math.min(y, v));
  return [left, top, Math.ceil(Math.max(x, u)) - left, Math.ceil(Math.max(y, v)) - top];
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  drawing = { row: nextRow(), from: at(event) };
});
canvas.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  write(drawing.row, between(drawing.from, at(event)));
  draw();
});
function finish() {
  if (!drawing) return;
  const [, , wide, high] = fields(drawing.row);
  const area = Number(wide.value) * Number(high.value);
  if (!(area > 0)) fields(drawing.row).forEach((field) => { field.value = ""; });
  drawing = null;
  draw();
}
canvas.addEventListener("pointerup", finish);
canvas.addEventListener("pointercancel", finish);
form.addEventListener("input", draw);
draw();
