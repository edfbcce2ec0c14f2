import pytest

from core.markdown import render


def test_markdown_becomes_html_below_the_headings_of_the_page():
    html = render("# Why\n\nA **strong** word, `code` and\n\n- a list")
    assert "<h3>Why</h3>" in html
    assert "<strong>strong</strong>" in html
    assert "<li>a list</li>" in html


def test_links_lead_out_without_giving_the_page_away():
    html = render("[site](https://example.org) <mailto:me@example.org>")
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow">site</a>' in html
    assert 'href="mailto:me@example.org"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](/accounts/logout/)",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        "<p style='position:fixed' id='main' class='note bad'>x</p>",
        "<form action='https://example.org'><input name=password></form>",
        "![](https://example.org/pixel.png)",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_nothing_that_acts_or_loads_survives(text):
    html = render(text).lower()
    for tag in ("script", "img", "svg", "math", "style", "form", "input", "iframe"):
        assert f"<{tag}" not in html
    for attribute in (" on", " style=", " id=", " class="):
        assert attribute not in html
    assert 'href="' not in html or 'href="https://example.org"' in html


def test_hostile_nesting_is_rendered_in_linear_time():
    # Twice the text: a quadratic renderer would need minutes here and the suite would show it.
    assert "[[[[" in render("[" * 50_000)
    assert render("> " * 20_000)
