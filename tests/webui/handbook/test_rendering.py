"""Pages of the documentation are shown as they are meant, and nothing in them runs or asks."""

from __future__ import annotations

from webui.handbook.rendering import render

HERE = {"page.md": "/help/page", "deeper/page.md": "/help/deeper/page", "a.png": "/help/file/a.png"}


def html(text: str, name: str = "index.md") -> str:
    return str(render(text, name, HERE.get).html)


def test_headings_have_the_names_that_links_use() -> None:
    page = render(
        '# Where *it* lies\n\n## <a id="x"></a>khronika add\n\n## Twice\n\n## Twice\n',
        "a",
        HERE.get,
    )
    assert page.title == "Where it lies"
    for name in ("where-it-lies", "khronika-add", "twice", "twice-1"):
        assert f' id="{name}">' in page.html
    assert "&lt;a" not in page.html


def test_a_link_leads_to_another_page_here_or_is_text() -> None:
    assert '<a href="/help/page#part">p</a>' in html("[p](page.md#part)")
    assert '<a href="/help/page">p</a>' in html("[p](../page.md)", "deeper/page.md")
    assert '<a href="#part">p</a>' in html("[p](#part)")
    for gone in (
        "gone.md",
        "../README.md",
        "/etc/passwd",
        "http://example.org",
    ):
        assert html(f"a [*p*]({gone}) b") == "<p>a <em>p</em> b</p>\n"


def test_what_a_browser_would_run_is_no_link() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "vbscript:x"):
        assert "<a" not in html(f"[p]({address})")


def test_a_link_elsewhere_is_an_address_to_be_read() -> None:
    assert html("[C2SP](https://c2sp.org) says") == "<p>C2SP (https://c2sp.org) says</p>\n"


def test_pictures_are_those_of_the_documentation() -> None:
    assert '<img src="/help/file/a.png" alt="what it shows" />' in html("![what it shows](a.png)")
    assert html("![tracked](https://example.org/a.png)") == "<p>tracked</p>\n"


def test_html_and_scripts_are_shown_and_do_nothing() -> None:
    for text in ("<script>alert(1)</script>", "a <b onclick=x>b</b>", "<!-- c -->"):
        assert "<script" not in html(text)
        assert "<b " not in html(text)
        assert "&lt;" in html(text)


def test_tables_have_no_style_of_their_own() -> None:
    shown = html("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert "style" not in shown
    assert '<td class="to-right">2</td>' in shown


def test_a_wide_table_is_moved_alone_and_by_the_keyboard() -> None:
    told = html("| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    assert told.startswith('<div class="table" role="group" aria-label="Table" tabindex="0">')
    assert told.rstrip().endswith("</table>\n</div>")
