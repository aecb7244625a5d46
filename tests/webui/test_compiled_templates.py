"""Templates are compiled once for several applications, and anew when they have changed."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, Environment

from webui.compiled_templates import CompiledTemplates


class Counting(Environment):
    """An environment that knows how many templates it compiled."""

    compiled = 0

    def compile(self, *given: Any, **named: Any) -> Any:
        self.compiled += 1
        return super().compile(*given, **named)


def environment(source: str, kept: CompiledTemplates) -> Counting:
    return Counting(loader=DictLoader({"page.html": source}), bytecode_cache=kept)


def test_a_second_application_takes_what_the_first_one_compiled() -> None:
    kept = CompiledTemplates()
    one, other = (environment("Dear {{ name }}", kept) for _ in range(2))
    assert one.get_template("page.html").render(name="Vera") == "Dear Vera"
    assert other.get_template("page.html").render(name="Olga") == "Dear Olga"
    assert (one.compiled, other.compiled) == (1, 0)


def test_a_template_that_has_changed_is_compiled_anew() -> None:
    kept = CompiledTemplates()
    environment("Dear {{ name }}", kept).get_template("page.html")
    changed = environment("Good day, {{ name }}", kept)
    assert changed.get_template("page.html").render(name="Vera") == "Good day, Vera"
    assert changed.compiled == 1
