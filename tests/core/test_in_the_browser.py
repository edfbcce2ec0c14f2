"""The behaviour that every page shares, in a real Chromium under the real content security policy."""

import os
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.core.urls")]

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quietly(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    """Where the workshop and its files are served; nothing there needs a database."""
    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, application, Server, Quietly) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or None
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture
def visit(browser, address):
    """Opens the workshop; fails the test on any script error or breach of the policy."""
    faults, contexts = [], []

    def visit(**options):
        context = browser.new_context(reduced_motion="reduce", base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: "Content Security Policy" in line.text and faults.append(line.text))
        page.goto("/workshop/")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


def focused(page, what="textContent"):
    return page.evaluate(f"document.activeElement.{what}").strip()


def findings(page):
    """What axe finds against WCAG 2.2 AA and best practice."""
    page.evaluate(AXE.read_text())
    answer = page.evaluate("axe.run()")
    return [(found["id"], [node["target"] for node in found["nodes"]]) for found in answer["violations"]]


def test_a_menu_is_worked_by_keys_and_gives_the_focus_back(visit):
    page = visit()
    page.get_by_role("button", name="Your menu, Maren Holt").press("Enter")
    expect(page.get_by_role("menu", name="Maren Holt")).to_be_visible()
    assert focused(page) == "Change password"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Sign out"
    page.keyboard.press("d")
    assert focused(page) == "Dark"
    page.keyboard.press("Escape")
    assert focused(page, "className") == "rail-person push"


def test_a_theme_is_kept(visit):
    page = visit()
    page.get_by_role("button", name="Your menu, Maren Holt").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator('[data-theme-set="dark"]')).to_have_attribute("aria-checked", "true")


def test_a_key_presses_what_carries_it_but_never_while_someone_types(visit):
    page = visit()
    page.get_by_label("Title").press("c")
    expect(page.get_by_label("Title")).to_have_value("cOld title")
    assert not page.url.endswith("?new")
    page.locator("h1").click()
    page.keyboard.press("c")
    page.wait_for_url("**/?new")


def test_single_keys_rest_when_the_profile_says_so(visit):
    page = visit()
    page.evaluate("document.documentElement.dataset.singleKeys = 'off'")
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("switched off in your profile")
    assert not page.url.endswith("?new")


def test_the_question_mark_lists_the_keys_of_the_page(visit):
    page = visit()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Add story")
    expect(dialog.locator("kbd", has_text="C")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_toast_offers_one_way_back(visit):
    page = visit()
    page.get_by_role("button", name="Toast").click()
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("Moved.")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_have_text("Back again.")


def test_a_refusal_stands_beside_what_was_pressed_and_marks_the_field(visit):
    page = visit()
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("section [data-errors]")).to_contain_text("Not done. Tick it.")
    expect(page.locator("section [data-errors] li").last).to_have_text("<b>Risk</b> file")
    expect(page.get_by_label("Goal")).to_have_value("As typed")
    expect(page.get_by_label("Goal")).to_be_focused()
    page.get_by_label("Goal").fill("Better")
    expect(page.get_by_label("Goal")).not_to_have_attribute("aria-invalid", "true")


def test_an_ended_session_is_said_and_not_swapped_in(visit):
    page = visit()
    page.get_by_role("button", name="Far").click()
    link = page.locator("section [data-errors]").get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("href", "/accounts/login/?next=%2Fworkshop%2F")
    expect(page.locator("h1")).to_have_text("Workshop")


def test_a_lost_connection_is_said(visit):
    page = visit()
    page.route("**/workshop/toast", lambda route: route.abort())
    page.get_by_role("button", name="Toast").click()
    expect(page.locator("section [data-errors]")).to_contain_text("No connection.")


def test_a_fetched_dialog_opens_and_leaves(visit):
    page = visit()
    page.get_by_role("button", name="Dialog").click()
    expect(page.get_by_role("dialog", name="Fetched")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#dialog-slot > dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Dialog")).to_be_focused()


def test_the_focus_moves_to_the_heading_of_what_replaced_it(visit):
    page = visit()
    page.get_by_role("button", name="Swap").press("Enter")
    expect(page.get_by_role("heading", name="After")).to_be_focused()


def test_typed_text_comes_back_until_it_is_saved(visit):
    page = visit()
    title = page.get_by_label("Title")
    title.press_sequentially("New ")
    page.get_by_label("Kind").select_option("Bug")
    page.reload()
    expect(title).to_have_value("New Old title")
    expect(page.get_by_text("did not save")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    expect(title).to_have_value("Old title")


def test_kept_text_can_be_thrown_away(visit):
    page = visit()
    page.get_by_label("Title").press_sequentially("New ")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Title")).to_have_value("Old title")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Old title")


def test_a_post_that_never_arrives_loses_nothing(visit):
    page = visit()
    page.get_by_label("Title").press_sequentially("New ")
    page.route("**/workshop/save", lambda route: route.fulfill(status=500, body="Broken"))
    page.get_by_role("button", name="Save").click()
    page.goto("/workshop/")
    expect(page.get_by_label("Title")).to_have_value("New Old title")


def test_a_double_click_sends_a_form_once(visit):
    page = visit()
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    assert len(posts) == 1


def test_signing_out_forgets_what_was_typed(visit):
    page = visit()
    page.get_by_label("Title").press_sequentially("Secret ")
    page.route("**/accounts/logout/", lambda route: route.fulfill(body="Bye"))
    page.get_by_role("button", name="Your menu, Maren Holt").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url("**/accounts/logout/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_on_phones_the_fifth_tab_opens_the_rest(visit):
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True)
    expect(page.get_by_role("link", name="Personas")).to_be_hidden()
    page.get_by_role("button", name="More").tap()
    expect(page.get_by_role("link", name="Personas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert findings(page) == []


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 360)])
def test_nobody_is_shut_out(visit, theme, width):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=theme)
    assert findings(page) == []
