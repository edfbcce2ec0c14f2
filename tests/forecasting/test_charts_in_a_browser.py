"""static/js/charts.js in a real Chromium, under the policy of the house."""

import os
import shutil
from mimetypes import guess_type
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.template.loader import render_to_string
from playwright.sync_api import sync_playwright

from core.charts import COMPLETED, THEMES
from forecasting.rules import next_sprint
from forecasting.velocity.charts import velocity_chart
from forecasting.velocity.rules import FinishedSprint

pytestmark = pytest.mark.browser

HOST = "http://house.test"
POLICY = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())
DONE = [25, 33, 29, 36, 27, 38, 22, 31, 29, 34]
SPRINTS = [FinishedSprint(14 + n, 30, 0, 0, 0, 0, done) for n, done in enumerate(DONE)]
CHART = velocity_chart(SPRINTS, next_sprint(DONE), [f"/reports/{sprint.number}/" for sprint in SPRINTS])
BARS = ".plot .bars path"
WATCH = "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective), true)"


def document(above=""):
    """A page with one chart, made of the parts that every page with a chart uses."""
    styles, chart, scripts = (
        render_to_string(f"parts/_{part}.html", {"chart": CHART, "wide": True})
        for part in ("chart_styles", "chart", "chart_scripts")
    )
    head = f"<script src='/static/js/theme.js'></script><link rel='stylesheet' href='/static/css/app.css'>{styles}"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{above}{chart}{scripts}</body></html>"


@pytest.fixture(scope="module")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "No Chromium: bin/test installs one, or name it in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Opens a document as the house would serve it; `page.asked` collects the paths that it fetched."""
    contexts = []

    def opened(html, *, width=1280, missing=(), **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.add_init_script(WATCH)
        page.route("**/*", lambda route: _serve(route, page.asked, html, missing))
        page.goto(f"{HOST}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def _serve(route, asked, html, missing):
    path = route.request.url.removeprefix(HOST)
    asked.append(path)
    if path == "/" or path.startswith("/reports/"):
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        return route.fulfill(body=html, headers=headers)
    file = find(path.removeprefix("/static/"))
    if not file or path in missing:
        return route.fulfill(status=404)
    return route.fulfill(body=Path(file).read_bytes(), content_type=guess_type(path)[0])


def drawn(page):
    page.wait_for_selector(".plot:not([aria-busy])")
    return page


def bar_colour(page):
    return page.locator(BARS).first.evaluate("bar => getComputedStyle(bar).fill")


def rgb(colour):
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour.removeprefix("#")))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_wears_the_theme_and_breaks_no_policy(open_page, theme):
    page = drawn(open_page(document(), color_scheme=theme))
    assert page.locator(BARS).count() == len(DONE)
    assert bar_colour(page) == rgb(THEMES[theme][COMPLETED])
    assert page.evaluate("broken") == []


def test_it_changes_its_colours_with_the_theme(open_page):
    page = drawn(open_page(document("<button data-theme-toggle>Theme</button>"), color_scheme="light"))
    page.get_by_role("button").click()
    page.wait_for_function(
        "([bar, colour]) => getComputedStyle(document.querySelector(bar)).fill === colour",
        arg=[BARS, rgb(THEMES["dark"][COMPLETED])],
    )
    assert page.evaluate("broken") == []


def test_the_fallback_colours_are_those_of_the_tokens(open_page):
    page = drawn(open_page(document()))
    for theme, colours in THEMES.items():
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        for token, colour in colours.items():
            assert (token, page.evaluate(PAINTED, token)) == (token, [*bytes.fromhex(colour[1:])])


PAINTED = """token => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = token;
  const brush = document.createElement("canvas").getContext("2d");
  brush.fillStyle = getComputedStyle(probe).color;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def test_plotly_is_fetched_only_when_a_chart_comes_near(open_page):
    tall = "<svg width='10' height='4000' role='presentation'></svg>"
    page = open_page(document(tall))
    page.wait_for_load_state("networkidle")
    assert not any("plotly" in path for path in page.asked)
    page.locator(".plot").scroll_into_view_if_needed()
    drawn(page)
    assert any("plotly" in path for path in page.asked)


def test_a_bar_leads_to_its_sprint(open_page):
    page = drawn(open_page(document()))
    bar = page.locator(BARS).nth(4).bounding_box()
    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    page.wait_for_url("**/reports/18/")


def test_on_a_phone_the_latest_sprints_are_in_view_and_only_the_frame_scrolls(open_page):
    page = drawn(open_page(document(), width=360))
    assert page.get_by_text("one sprint in ten goes beyond").count() == 0
    last, label = page.locator(BARS).last.bounding_box(), page.get_by_text("Pessimistic").first.bounding_box()
    assert last["x"] > 0
    assert label["x"] + label["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_plotly_the_page_says_where_the_numbers_are(open_page):
    page = drawn(open_page(document(), missing=["/static/vendor/plotly-basic.min.js"]))
    assert page.locator(".plot").inner_text() == "The chart could not be drawn. The table below has every number."
