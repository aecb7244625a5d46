"""A person at the workbench in Chromium: marks words, presses buttons, fills in fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SELECT = """words => {
  const pane = document.getElementById('source-text');
  const pieces = [...pane.querySelectorAll('[data-at]')];
  const whole = pieces.map(one => one.textContent).join('');
  const from = whole.replace(/\\s/g, ' ').indexOf(words);
  if (from < 0) throw new Error('not in the text: ' + words);
  const at = offset => {
    for (const piece of pieces) {
      if (offset <= piece.textContent.length) return [piece.firstChild, offset];
      offset -= piece.textContent.length;
    }
  };
  getSelection().setBaseAndExtent(...at(from), ...at(from + words.length));
}"""


@dataclass
class Workbench:
    """The page of a draft with a source beside it."""

    page: Any

    def fill(self, pointer: str, value: str) -> Workbench:
        """Fill in the field of this JSON Pointer."""
        field = self.page.locator(f'[name="{pointer}"]').last
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
        return self

    def press(self, order: str) -> Workbench:
        """Press a button of the form and wait for the page to which it leads."""
        with self.page.expect_navigation():
            self.page.locator(f'button[name="do"][value="{order}"]').last.click()
        return self

    def open(self, group: str, *names: str) -> Workbench:
        """Open fields of a group that are not shown at first."""
        return self.fill(f"open:{group}", ", ".join(names)).press(f"open:{group}")

    def mark(self, words: str, action: str, **bar: str) -> Workbench:
        """Mark words of the source and say what they are."""
        for name, value in bar.items():
            field = self.page.locator(f'[name="mark.{name}"]')
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.evaluate("one => one.closest('details')?.setAttribute('open', '')")
                field.fill(value)
        self.page.evaluate(SELECT, words)
        self.page.evaluate("() => new Promise(requestAnimationFrame)")  # the browser tells it late
        assert self.page.input_value('[name="mark.start"]')
        return self.press(f"mark:{action}")

    def cite(self, words: str, *fields: str, **bar: str) -> Workbench:
        """Cite one passage for several fields."""
        for field in fields:
            self.mark(words, "cite", field=field, **bar)
        return self
