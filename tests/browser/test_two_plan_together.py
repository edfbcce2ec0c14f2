"""Two people at one plan: what one chooses the other sees, and nothing that is typed is lost."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def two(page_for):
    """The Scrum master, and a member of the team on a telephone who may only look."""
    desk = page_for("maren", "planning/")
    offer = desk.get_by_role("button", name="Plan Sprint").and_(desk.locator(".empty button"))
    if offer.count():
        offer.click()
    expect(desk.locator("#picks")).to_be_visible()
    return desk, page_for("aisha", urlsplit(desk.url).path, width=360, height=800)


def first_offer(page: Page) -> str:
    return page.locator(".pick-offers input[name=chosen]").first.get_attribute("id")


def test_what_one_chooses_the_other_sees(two):
    desk, phone = two
    box, points = first_offer(desk), desk.locator("#chosen-points")
    before = points.inner_text()
    expect(phone.locator(f"#{box}")).to_be_disabled()
    desk.locator(f"#{box}").check()
    expect(phone.locator(f"#{box}")).to_be_checked()
    expect(desk.locator(f"#{box}")).to_be_focused()
    expect(phone.locator("#chosen-points")).to_have_text(points.inner_text())
    desk.locator(f"#{box}").uncheck()
    expect(phone.locator(f"#{box}")).not_to_be_checked()
    expect(phone.locator("#chosen-points")).to_have_text(before)


def test_days_off_change_the_sum_and_the_forecast(two):
    desk, _ = two
    days = desk.locator("[id^=days-]").first
    before, range_before = float(days.inner_text()), desk.locator(".commit-meter p").inner_text()
    for _press in range(2):
        desk.get_by_role("button", name="Half a day more off").first.click()
    expect(days).to_have_text(f"{before - 1:g}")
    expect(desk.locator(".commit-meter p")).not_to_have_text(range_before)
    for _press in range(2):
        desk.get_by_role("button", name="Half a day less off").first.click()
    expect(days).to_have_text(f"{before:g}")


def test_a_goal_is_saved_when_it_is_left_and_a_second_window_loses_nothing(two):
    desk, _ = two
    second = desk.context.new_page()
    second.goto(desk.url)
    desk.get_by_label("Sprint goal").fill("See a dying battery")
    desk.get_by_label("Sprint goal").blur()
    expect(desk.locator("#plan-status")).to_have_text("Saved")
    second.get_by_label("Sprint goal").fill("Hear every alarm")
    second.get_by_label("Sprint goal").blur()
    expect(second.locator("#plan-form")).to_contain_text("Somebody else has changed this plan")
    expect(second.locator("#plan-form dd")).to_have_text("See a dying battery")
    expect(second.get_by_label("Sprint goal")).to_have_value("Hear every alarm")
    second.get_by_label("Last day").fill("2020-01-01")
    second.get_by_label("Last day").blur()
    expect(second.locator("#id_end_date_error")).to_contain_text("ends before it starts")
    expect(second.get_by_label("Sprint goal")).to_have_value("Hear every alarm")
