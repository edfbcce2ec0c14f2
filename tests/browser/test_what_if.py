"""A what-if in a real browser: the slider is answered where it stands, and its answer has an address."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_moved_slider_is_answered_at_once_and_its_answer_can_be_opened_again(page_for, landmarks):
    page = page_for("ines", f"releases/{landmarks['release']}/what-if/")
    slider, answer = page.get_by_label("Capacity of every sprint"), page.locator("#answer")
    expect(answer).to_contain_text("As planned, ")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(answer).to_contain_text("With 95% of the capacity, ")
    expect(slider).to_be_focused()
    expect(page.locator("#capacity-said")).to_have_text("95%")
    said = answer.locator(".said").inner_text()
    page.reload()
    expect(answer.locator(".said")).to_have_text(said)
    page.get_by_role("link", name="Propose this to stakeholders").click()
    expect(page.get_by_role("textbox", name="Question")).to_have_value(re.compile("^Ship Release 2.4 on "))
