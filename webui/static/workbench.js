// Marking passages with the mouse or the keyboard. Without this file their words are pasted.
"use strict";

const pane = document.getElementById("source-text");
if (pane) {
  const desk = document.getElementById("draft");
  const passage = desk.elements["mark.passage"];
  const start = desk.elements["mark.start"];
  const end = desk.elements["mark.end"];
  const pieces = [...pane.querySelectorAll("[data-at]")];
  const whole = pieces.map((one) => one.textContent).join("");
  const found = [...whole.matchAll(/\S+/gu)];
  let anchor = -1;
  let head = -1;

  // Characters are counted as the archive counts them: one for each code point.
  const points = (text) => [...text].length;

  function placeOf(node, offset) {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    if (!piece || !pane.contains(piece)) return null;
    const inside = node.nodeType === Node.TEXT_NODE ? node.textContent.slice(0, offset) : "";
    return Number(piece.dataset.at) + points(inside);
  }

  function readSelection() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const from = placeOf(range.startContainer, range.startOffset);
    const to = placeOf(range.endContainer, range.endOffset);
    if (from === null || to === null || to <= from) return;
    start.value = from;
    end.value = to;
    passage.value = chosen.toString().replace(/\s+/g, " ").trim();
  }
  document.addEventListener("selectionchange", readSelection);
  passage.addEventListener("input", () => { start.value = ""; end.value = ""; });

  function nodeAt(offset) {
    let left = offset;
    for (const piece of pieces) {
      const length = piece.textContent.length;
      if (left <= length && piece.firstChild) return [piece.firstChild, left];
      left -= length;
    }
    return [pieces.at(-1).firstChild, pieces.at(-1).textContent.length];
  }

  function choose(first, last) {
    const low = found[Math.min(first, last)];
    const high = found[Math.max(first, last)];
    const from = nodeAt(low.index);
    const to = nodeAt(high.index + high[0].length);
    getSelection().setBaseAndExtent(...from, ...to);
    readSelection();
    from[0].parentElement.scrollIntoView({ block: "nearest" });
  }

  function sentence(word) {
    const ends = (n) => /[.!?…؟。]["”’»)\]]*$/u.test(found[n][0]);
    let first = word;
    let last = word;
    while (first > 0 && !ends(first - 1)) first -= 1;
    while (last < found.length - 1 && !ends(last)) last += 1;
    return [first, last];
  }

  function wordAt(place) {
    const at = found.findIndex((one) => points(whole.slice(0, one.index + one[0].length)) > place);
    return at < 0 ? found.length - 1 : at;
  }

  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !found.length) return;
    const rtl = getComputedStyle(pane).direction === "rtl";
    const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      if (head < 0) {
        const now = pane.querySelector(".now");
        head = start.value ? wordAt(Number(start.value)) : now ? wordAt(Number(now.dataset.at)) : 0;
      } else head = Math.max(0, Math.min(found.length - 1, head + step));
      if (!event.shiftKey) anchor = head;
      if (anchor < 0) anchor = head;
      choose(anchor, head);
    } else if (event.key === "s" || event.key === "S") {
      event.preventDefault();
      if (head < 0) head = start.value ? wordAt(Number(start.value)) : 0;
      [anchor, head] = sentence(head);
      choose(anchor, head);
    } else if (event.key === "Escape") {
      document.querySelector(".sheet input:not([type=hidden])").focus();
    } else {
      const button = desk.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
      if (button) {
        event.preventDefault();
        desk.requestSubmit(button);
      }
    }
  });
  pane.addEventListener("mouseup", () => { head = -1; anchor = -1; });

  // A link to a passage lights its words in the text.
  function light(numbers) {
    for (const one of pane.querySelectorAll("mark")) {
      const own = one.dataset.passages.split(" ").some((number) => numbers.includes(number));
      one.classList.toggle("lit", own);
      if (own) one.scrollIntoView({ block: "nearest" });
    }
  }
  const numbersIn = (place) => [...(place.closest(".field, fieldset") || place).querySelectorAll(":scope > [data-passage], :scope > legend > [data-passage]")].map((one) => one.dataset.passage);
  document.querySelector(".sheet").addEventListener("focusin", (event) => light(numbersIn(event.target)));
  for (const link of document.querySelectorAll(".sheet [data-passage]")) {
    link.addEventListener("mouseenter", () => light([link.dataset.passage]));
  }

  // After a passage was marked the text has the keyboard again, where it was.
  const now = pane.querySelector(".now");
  if (now) {
    now.scrollIntoView({ block: "center" });
    const last = [...pane.querySelectorAll(".now")].at(-1);
    start.value = now.dataset.at;
    end.value = Number(last.dataset.at) + points(last.textContent);
    passage.value = [...pane.querySelectorAll(".now")].map((one) => one.textContent).join("").replace(/\s+/g, " ").trim();
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place) place.scrollIntoView({ block: "nearest" });
    // The browser goes to the field that the address names once all is loaded: only then.
    addEventListener("load", () => setTimeout(() => pane.focus({ preventScroll: true })));
  }
}
