// The search page without loading it whole: list, map, timeline and counts move together. The
// address stays the whole state, and every page works without this file.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const PARTS = ["find", "outcome"];
document.documentElement.classList.add("scripted");
let latest = 0;

// Fetches the page of an address and puts its parts in the place of those that are shown.
async function show(address, { push = true, focus = null } = {}) {
  const mine = ++latest;
  document.getElementById("outcome").classList.add("busy");
  let fresh = null;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) { /* told below: the browser then says what is wrong in its own words */ }
  if (mine !== latest) return;
  if (!fresh || PARTS.some((id) => !fresh.getElementById(id))) { location.assign(address); return; }
  if (push) history.pushState(null, "", address);
  const open = [...document.querySelectorAll("#find details[open], .twin[open]")].map((one) => one.querySelector("summary").textContent);
  const active = document.activeElement;
  const back = focus || (active && active.id) || (active && active.dataset.move ? `[data-move="${active.dataset.move}"]` : null);
  for (const id of PARTS) document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
  document.title = fresh.title;
  for (const fold of document.querySelectorAll("#find details, .twin")) {
    if (open.includes(fold.querySelector("summary").textContent)) fold.open = true;
  }
  const target = back && (document.getElementById(back) || (/^[[#]/.test(back) && document.querySelector(back)));
  (target || document.getElementById("outcome")).focus({ preventScroll: true });
  prepare();
}

// Whether an address is another state of this page.
const isHere = (url) => url.origin === location.origin && url.pathname === location.pathname && url.search !== "";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (!isHere(url) || (url.search === location.search && url.hash)) return;
  event.preventDefault();
  show(url.href);
  if (link.closest(".pages")) scrollTo({ top: 0 });
});

addEventListener("popstate", () => show(location.href, { push: false }));

// The form asks with the fields that hold anything, so that addresses stay short.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "find") return;
  event.preventDefault();
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const usual = name === "type" ? "incident" : name === "sort" ? "relevance" : "";
    if (value.trim() && (value !== usual || name === "type")) asked.append(name, value.trim());
  }
  show(`${form.action}?${asked}`);
});

// Where a position lies in the picture of a map.
function placed(map, lat, lon) {
  const view = map.dataset, box = map.viewBox.baseVal;
  let aside = lon - view.lon;
  aside -= 360 * Math.round(aside / 360);
  return [box.width / 2 + aside * view.across, box.height / 2 - (lat - view.lat) * view.up];
}

function drawn(parent, name, attributes) {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return parent.appendChild(shape);
}

// Shows on the map and on the timeline where and when a hit lies.
function point(hit) {
  for (const old of document.querySelectorAll(".chosen, .band")) old.remove();
  const map = document.getElementById("map"), time = document.getElementById("timeline");
  if (hit && hit.dataset.where && map) {
    const [lat, lon] = hit.dataset.where.split(",").map(Number);
    const [x, y] = placed(map, lat, lon);
    drawn(map, "circle", { class: "chosen", cx: x, cy: y, r: 13 });
  }
  if (hit && hit.dataset.when && time) {
    const [first, last] = hit.dataset.when.split(",");
    const scale = time.dataset.width / time.dataset.days;
    const begin = first ? Math.max(0, first - time.dataset.first) : 0;
    const end = last ? Math.min(time.dataset.days, last - time.dataset.first + 1) : +time.dataset.days;
    const band = drawn(time, "rect", { class: "band", x: begin * scale, y: 14, width: Math.max(3, (end - begin) * scale), height: time.viewBox.baseVal.height - 34 });
    time.prepend(band);
  }
}

const hits = () => [...document.querySelectorAll(".hits > li")];

// j and k, or the arrows once a hit is chosen, go through the hits.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, summary, [contenteditable]")) return;
  const all = hits();
  const at = all.findIndex((hit) => hit.contains(document.activeElement));
  const arrows = at >= 0 ? { ArrowDown: 1, ArrowUp: -1 } : {};
  const step = { j: 1, k: -1, ...arrows }[event.key];
  if (!step || !all.length) return;
  event.preventDefault();
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next.querySelector("h3 a").focus();
  next.scrollIntoView({ block: "nearest" });
});

document.addEventListener("focusin", (event) => {
  const hit = event.target.closest(".hits > li");
  for (const one of hits()) one.classList.toggle("at", one === hit);
  if (hit) point(hit);
});
document.addEventListener("pointerover", (event) => {
  const hit = event.target.closest(".hits > li");
  if (hit) point(hit);
});

// A symbol or a bar leads where its row of the table leads.
function lead(picture, table) {
  picture?.addEventListener("click", (event) => {
    const shape = event.target.closest("[data-row]");
    const row = shape && document.querySelectorAll(`#${table} tbody tr`)[shape.dataset.row];
    if (row && !picture.classList.contains("drawing")) row.querySelector("a").click();
  });
}

// A box drawn with the pointer becomes the extent that is asked for.
function drawBoxes(map, button) {
  let start = null, shape = null;
  const spot = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return [at.x, at.y];
  };
  const degrees = ([x, y]) => {
    const view = map.dataset, box = map.viewBox.baseVal;
    const lon = +view.lon + (x - box.width / 2) / view.across;
    const lat = Math.max(-90, Math.min(90, +view.lat - (y - box.height / 2) / view.up));
    return [(((lon + 180) % 360) + 360) % 360 - 180, lat];
  };
  button.addEventListener("click", () => {
    const on = map.classList.toggle("drawing");
    button.setAttribute("aria-pressed", String(on));
  });
  map.addEventListener("pointerdown", (event) => {
    if (!map.classList.contains("drawing")) return;
    start = spot(event);
    shape = drawn(map, "rect", { class: "drag", x: start[0], y: start[1], width: 0, height: 0 });
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => {
    if (!shape) return;
    const [x, y] = spot(event);
    shape.setAttribute("x", Math.min(x, start[0]));
    shape.setAttribute("y", Math.min(y, start[1]));
    shape.setAttribute("width", Math.abs(x - start[0]));
    shape.setAttribute("height", Math.abs(y - start[1]));
  });
  map.addEventListener("pointerup", (event) => {
    if (!shape) return;
    const end = spot(event);
    shape.remove();
    shape = null;
    if (Math.abs(end[0] - start[0]) < 4 || Math.abs(end[1] - start[1]) < 4) return;
    const [west, north] = degrees([Math.min(start[0], end[0]), Math.min(start[1], end[1])]);
    const [east, south] = degrees([Math.max(start[0], end[0]), Math.max(start[1], end[1])]);
    const asked = new URLSearchParams(location.search);
    for (const name of ["after", "before", "map"]) asked.delete(name);
    asked.set("bbox", [west, south, east, north].map((one) => one.toFixed(4)).join(","));
    show(`?${asked}`);
  });
}

// The wheel and the keys + and - are left to the browser; a drag moves the map.
function drag(map) {
  let from = null;
  map.addEventListener("pointerdown", (event) => {
    if (!map.classList.contains("drawing") && event.pointerType === "mouse" && !event.target.closest("[data-row]")) {
      from = [event.clientX, event.clientY];
      map.setPointerCapture(event.pointerId);
    }
  });
  map.addEventListener("pointerup", (event) => {
    if (!from) return;
    const scale = map.viewBox.baseVal.width / map.getBoundingClientRect().width;
    const [right, down] = [(event.clientX - from[0]) * scale, (event.clientY - from[1]) * scale];
    from = null;
    if (Math.hypot(right, down) < 6) return;
    const view = map.dataset;
    const lat = Math.max(-85, Math.min(85, +view.lat + down / view.up));
    const lon = ((+view.lon - right / view.across + 540) % 360) - 180;
    const asked = new URLSearchParams(location.search);
    asked.set("map", `${lat.toFixed(4)},${lon.toFixed(4)},${view.zoom}`);
    show(`?${asked}`);
  });
}

// What needs a script is made here, each time the parts are new.
function prepare() {
  const map = document.getElementById("map");
  lead(map, "map-rows");
  lead(document.getElementById("timeline"), "time-rows");
  const moves = document.querySelector(".moves");
  if (map && moves) {
    const entry = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = moves.dataset.draw;
    button.setAttribute("aria-pressed", "false");
    entry.append(button);
    moves.append(entry);
    drawBoxes(map, button);
    drag(map);
  }
}
prepare();
