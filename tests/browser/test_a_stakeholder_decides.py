"""A product owner shares a release; a stakeholder without an account reads it on a telephone and decides."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

EMAIL = "h.vogel@kardio-nord.example"


def letter_to(folder: Path, address: str) -> str:
    """The path of the personal link in the newest letter to this address."""
    letters = [text for file in folder.glob("*") if f"To: {address}" in (text := file.read_text(encoding="utf-8"))]
    return urlsplit(re.search(r"http://\S+/decide/\S+/", letters[-1])[0]).path


def share(host: Page) -> str:
    """Makes a link from the release's page; its path."""
    host.get_by_role("link", name="Share").click()
    host.get_by_label("For whom").fill("Kardio Nord")
    host.get_by_label("Readers may decide").check()
    host.get_by_role("button", name="Make the link").click()
    return urlsplit(host.get_by_label("Copy the address now").input_value()).path


def test_a_stakeholder_reads_and_decides_without_an_account(page_for, landmarks, place, axe):
    host = page_for("ines", f"releases/{landmarks['release']}/")
    address = share(host)
    reader = page_for(None, address, width=360, height=800, dark=True)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Release 2.4")
    reader.get_by_role("heading", name="Can you trust this?").scroll_into_view_if_needed()
    for chart in reader.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".main-svg").first).to_be_visible()
    assert axe(reader) == []
    assert reader.evaluate("document.documentElement.scrollWidth") == 360
    assert place.sessions["ines"] not in str(reader.context.cookies())

    reader.get_by_role("link", name="Decide").click()
    reader.get_by_label("Your name").fill("Hanna Vogel")
    reader.get_by_label("Your e-mail address").fill(EMAIL)
    assert axe(reader) == []
    reader.get_by_role("button", name="Send me the letter").click()
    expect(reader.get_by_role("heading", name="The letter is on its way")).to_be_visible()

    reader.goto(letter_to(place.house.data_dir / "mail", EMAIL))
    reader.locator(".choices label", has_text="Move the date").click()
    reader.get_by_label("Why, in a sentence").fill("The congress is two weeks later")
    assert axe(reader) == []
    reader.get_by_role("button", name="Decide as Hanna Vogel").click()
    expect(reader.get_by_role("heading", name="Thank you, Hanna Vogel")).to_be_visible()

    host.goto(f"{place.team}releases/{landmarks['release']}/decisions/")
    expect(host.get_by_text("The congress is two weeks later")).to_be_visible()
    host.goto(f"{place.team}shared/")
    row = host.get_by_role("listitem").filter(has_text="Kardio Nord")
    expect(row).to_contain_text("Opened 1 time")
    row.get_by_role("button", name="Withdraw").click()
    host.get_by_role("dialog").get_by_role("button", name="Withdraw it").click()
    expect(host.get_by_text("is withdrawn")).to_be_visible()
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("There is no report here")
