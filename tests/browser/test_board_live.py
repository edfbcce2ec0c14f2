"""Two people on one board, one of them with a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def column(page: Page, name: str):
    """The list of cards below the column with this name."""
    status = page.locator(".column-head").filter(has=page.get_by_role("heading", name=name, exact=True))
    return page.locator(f'.board-cell[data-status="{status.get_attribute("data-column")}"]')


def first_key(page: Page, name: str) -> str:
    return column(page, name).locator(".board-item").first.get_attribute("data-card")


def card(page: Page, key: str):
    return page.locator(f"#card-{key}")


def stands_in(page: Page, key: str, name: str):
    expect(column(page, name).locator(f"#card-{key}")).to_be_visible()


def move_by_menu(page: Page, key: str, name: str) -> None:
    card(page, key).hover()
    card(page, key).get_by_role("button").click()
    page.get_by_role("menuitem", name=f"Move to {name}", exact=True).click()


@pytest.fixture
def two(page_for):
    return page_for("maren", "board/"), page_for("aisha", "board/", width=360, height=800)


def test_what_one_moves_by_menu_the_other_sees_on_the_telephone(two):
    desk, phone = two
    key = first_key(desk, "To do")
    move_by_menu(desk, key, "In progress")
    stands_in(desk, key, "In progress")
    stands_in(phone, key, "In progress")
    expect(phone.locator("#board-news")).to_have_text(f"{key} is in In progress now.")
    desk.get_by_role("button", name="Undo").click()
    stands_in(phone, key, "To do")


def test_counts_and_header_follow_on_both_sides(two):
    desk, phone = two
    count = desk.locator(".column-head").filter(has_text="In progress").locator("[data-count]")
    before = int(count.inner_text())
    key = first_key(desk, "To do")
    move_by_menu(phone, key, "In progress")
    for page in two:
        expect(page.locator(".column-head").filter(has_text="In progress").locator("[data-count]")).to_have_text(
            str(before + 1)
        )
    move_by_menu(phone, key, "To do")
    expect(count).to_have_text(str(before))


def test_a_card_is_dragged_with_the_mouse(two):
    desk, phone = two
    key = first_key(desk, "To do")
    target = column(desk, "In progress").locator(".board-item").first
    card(desk, key).hover()
    desk.wait_for_function("Boolean(window.Sortable)")
    card(desk, key).locator(".card-link").drag_to(target, target_position={"x": 30, "y": 10})
    stands_in(desk, key, "In progress")
    stands_in(phone, key, "In progress")
    order = [page.locator(".board-cell li").evaluate_all("all => all.map(one => one.id)") for page in two]
    assert order[0] == order[1]
    move_by_menu(desk, key, "To do")
    stands_in(phone, key, "To do")


def test_keys_select_move_and_order(two):
    desk, phone = two
    desk.keyboard.press("j")
    key = first_key(desk, "To do")
    expect(card(desk, key).locator(".card-link")).to_be_focused()
    desk.keyboard.press("Alt+ArrowDown")
    expect(column(phone, "To do").locator(".board-item").nth(1)).to_have_attribute("data-card", key)
    expect(card(desk, key).locator(".card-link")).to_be_focused()
    desk.keyboard.press("Shift+ArrowRight")
    stands_in(phone, key, "In progress")
    expect(card(desk, key).locator(".card-link")).to_be_focused()
    desk.keyboard.press("Shift+ArrowLeft")
    stands_in(phone, key, "To do")


def test_a_move_without_a_connection_waits_and_arrives(two):
    desk, phone = two
    key = first_key(phone, "To do")
    phone.context.set_offline(True)
    move_by_menu(phone, key, "In progress")
    stands_in(phone, key, "In progress")
    expect(card(phone, key)).to_contain_text("Waiting")
    stands_in(desk, key, "To do")
    phone.context.set_offline(False)
    stands_in(desk, key, "In progress")
    expect(card(phone, key)).not_to_contain_text("Waiting")
    move_by_menu(desk, key, "To do")
    stands_in(phone, key, "To do")


def test_a_move_that_waited_does_not_undo_what_another_did_but_asks(two):
    desk, phone = two
    key = first_key(phone, "To do")
    phone.context.set_offline(True)
    move_by_menu(phone, key, "In progress")
    expect(card(phone, key)).to_contain_text("Waiting")
    move_by_menu(desk, key, "In review")
    stands_in(desk, key, "In review")
    phone.context.set_offline(False)
    note = phone.locator("#board-problems .note")
    expect(note).to_contain_text(f"{key} is in In review now.")
    stands_in(phone, key, "In review")
    note.get_by_role("button", name="Move to In progress").click()
    stands_in(desk, key, "In progress")
    move_by_menu(desk, key, "To do")
    stands_in(phone, key, "To do")


def test_done_is_refused_with_what_is_open_and_the_card_goes_back(page_for):
    page = page_for("aisha", "board/")
    key = first_key(page, "In progress")
    move_by_menu(page, key, "Done")
    dialog = page.get_by_role("dialog", name="Not Done yet")
    expect(dialog).to_contain_text("acceptance criteria are not met")
    expect(dialog.get_by_role("link", name=f"Open {key}")).to_have_attribute("href", re.compile(key))
    expect(dialog.get_by_role("button", name="Move to Done")).to_have_count(0)
    stands_in(page, key, "In progress")


def test_the_product_owner_passes_the_gate_with_a_reason(page_for):
    page = page_for("ines", "board/")
    key = column(page, "In progress").locator(".board-item").last.get_attribute("data-card")
    move_by_menu(page, key, "Done")
    dialog = page.get_by_role("dialog", name="Not Done yet")
    dialog.get_by_role("button", name="Move to Done").click()
    expect(dialog.locator("[data-gate-error]")).to_be_visible()
    dialog.get_by_label("Why it is Done all the same").fill("Shown at the bedside")
    dialog.get_by_role("button", name="Move to Done").click()
    stands_in(page, key, "Done")
    move_by_menu(page, key, "In progress")
    stands_in(page, key, "In progress")


def test_an_impediment_is_on_every_board(two):
    desk, phone = two
    key = first_key(desk, "In review")
    card(desk, key).locator(".card-link").focus()
    desk.keyboard.press("b")
    desk.get_by_label("What is in the way?").fill("Waiting for the ward")
    desk.get_by_role("button", name="Mark as blocked").click()
    expect(card(phone, key)).to_contain_text("Blocked today. Waiting for the ward")
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_who_works_on_a_card_is_seen_by_all(two):
    desk, phone = two
    key = first_key(desk, "To do")
    card(desk, key).locator(".card-link").focus()
    desk.keyboard.press("a")
    desk.get_by_role("checkbox", name="Aisha Rahman").check()
    desk.get_by_role("button", name="Save who works on it").click()
    expect(card(phone, key).get_by_role("img", name="Aisha Rahman")).to_be_visible()


def test_filters_work_at_once_and_are_in_the_address(page_for):
    page = page_for("maren", "board/")
    page.get_by_role("button", name="Sprint goal").click()
    expect(page).to_have_url(re.compile(r"\?goal=1$"))
    expect(page.locator("[data-shown]")).to_have_text(re.compile(r"^3 of \d+ stories$"))
    at_once = page.locator(".board-item:not([hidden])").evaluate_all("all => all.map(one => one.id)")
    page.reload()
    assert page.locator(".board-item:not([hidden])").evaluate_all("all => all.map(one => one.id)") == at_once
    page.get_by_role("button", name="Sprint goal").click()
    expect(page.locator(".board-item:not([hidden])")).to_have_count(page.locator(".board-item").count())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("query", ["", "?lanes=persona&goal=1"])
def test_axe_finds_nothing(page_for, axe, dark, width, query):
    page = page_for("maren", f"board/{query}", dark=dark, width=width)
    expect(page.locator(".telemetry")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_stakeholder_only_looks(page_for, axe):
    page = page_for("helena", "board/")
    expect(page.locator("[data-card-menu]").first).to_be_hidden()
    page.locator(".card-link").first.focus()
    page.keyboard.press("m")
    expect(page.get_by_role("menu")).to_have_count(0)
    assert axe(page) == []
