"""One room and seven browsers: a host, members at a desk and on phones, who watch, and a guest by link."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CANARY = "heron on the roof"  # a reason: like the card it must not leave its owner before the reveal


@dataclass
class Table:
    """The pages around one room, every frame that each of them was sent, and what it said itself."""

    pages: dict[str, Page]
    frames: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)

    def __getattr__(self, who: str) -> Page:
        return self.pages[who]

    def all(self, look) -> None:
        for page in self.pages.values():
            look(page)


def record(page: Page, frames: list[str], said: list[str]) -> None:
    """Keeps what the page's sockets bring and say from its next load on."""

    def keep(socket) -> None:
        socket.on("framereceived", lambda frame: frames.append(str(frame)))
        socket.on("framesent", lambda frame: said.append(str(frame)))

    page.on("websocket", keep)
    page.reload()


@pytest.fixture
def table(page_for):
    host = page_for("maren", "poker/")
    host.get_by_role("button", name="Start a room").or_(
        host.get_by_role("button", name="Start a poker room")
    ).first.click()
    for title in ("Hear the pump stop", "See the pump's history"):
        host.get_by_label("Title of a new story").fill(title)
        host.get_by_role("button", name="Add", exact=True).click()
        expect(host.locator(".queue-row", has_text=title)).to_be_visible()
    host.get_by_label("Guests allowed").check()
    expect(host.get_by_label("Link for guests")).to_be_visible()
    host.get_by_label("Ask for a short reason").check()
    room = urlsplit(host.url).path
    guest = page_for(None, urlsplit(host.get_by_label("Link for guests").input_value()).path)
    guest.get_by_label("Your name").fill("Karin")
    guest.get_by_role("button", name="Join the room").click()
    pages = {
        "host": host,
        "phone": page_for("aisha", room, width=360, height=740),
        "desk": page_for("tomasz", room),
        "train": page_for("priya", room, width=412, height=800, dark=True),
        "owner": page_for("ines", room),
        "observer": page_for("helena", room),
        "guest": guest,
    }
    table = Table(pages)
    for who, page in pages.items():
        record(page, table.frames.setdefault(who, []), table.said.setdefault(who, []))
    expect(host.locator("#here-list > li")).to_have_count(7)
    return table


def pick(page: Page, card: str) -> None:
    label = page.locator(f".deck label:has([value='{card}'])")
    label.tap() if page.evaluate("navigator.maxTouchPoints") else label.click()


def is_in(page: Page) -> None:
    expect(page.locator("[data-vote-status]")).to_contain_text("Your card is in")


def voted(count: int):
    return lambda page: expect(page.locator("#votes-title")).to_have_text(f"{count} of 5 have voted")


def test_seven_people_estimate_a_story(table, axe):
    assert axe(table.host) == []
    table.host.get_by_role("button", name="Start with").click()
    table.all(voted(0))
    for watcher in (table.owner, table.observer):
        expect(watcher.locator(".deck")).to_be_hidden()
        expect(watcher.get_by_text("Cards are shown to everybody at the same time")).to_be_visible()
        expect(watcher.get_by_role("button", name="Vote too")).to_be_hidden()
    _a_double_tap_is_one_vote(table)
    _a_card_without_network_waits_and_arrives(table)
    _nothing_has_leaked(table)
    assert axe(table.phone) == []
    _the_reveal_reaches_all(table)
    assert axe(table.guest) == []
    _who_was_away_comes_back_to_the_new_round(table)
    _the_estimate_is_agreed(table)


def _a_double_tap_is_one_vote(table):
    card = table.phone.locator(".deck label:has([value='3'])")
    card.tap()
    card.tap()
    is_in(table.phone)
    table.all(voted(1))
    assert table.phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _a_card_without_network_waits_and_arrives(table):
    table.train.context.set_offline(True)
    table.train.get_by_label("A short reason").fill(CANARY)
    pick(table.train, "13")
    expect(table.train.locator("[data-vote-status]")).to_contain_text("Your card waits here")
    expect(table.train.locator("[data-connection]")).to_be_visible()
    pick(table.desk, "5")
    pick(table.guest, "5")
    is_in(table.guest)
    table.train.context.set_offline(False)
    is_in(table.train)
    expect(table.train.locator("[data-connection]")).to_be_hidden()
    table.all(voted(4))


def _nothing_has_leaked(table):
    assert all(any('"act"' in said for said in table.said[who]) for who in ("phone", "desk", "guest"))
    table.train.reload()
    expect(table.train.get_by_role("radio", name="13")).to_be_checked()
    for who, page in table.pages.items():
        assert page.locator(".poker-table .poker-card.face-down").count() == 4
        assert table.frames[who], f"{who} hears nothing"
        assert not any(CANARY in frame for frame in table.frames[who]), who
        assert who == "train" or CANARY not in page.content()


def _the_reveal_reaches_all(table):
    pick(table.host, "5")
    for page in table.pages.values():
        expect(page.locator("#votes-title")).to_have_text("Everyone has voted: 3 to 13")
        expect(page.locator(".poker-table .poker-card.face-up")).to_have_text(["3", "5", "5", "5", "13"])
        expect(page.get_by_text(CANARY)).to_be_visible()
        expect(page.get_by_text("3 of 5 say 5.")).to_be_visible()
    for other in (table.desk, table.guest, table.owner):
        expect(other.get_by_role("button", name="Save 5")).to_be_hidden()


def _who_was_away_comes_back_to_the_new_round(table):
    table.train.context.set_offline(True)
    table.host.get_by_role("button", name="Vote again").click()
    expect(table.guest.locator(".poker-story")).to_contain_text("Round 2")
    pick(table.guest, "8")
    expect(table.train.locator(".poker-story")).to_contain_text("Round 1")
    table.train.context.set_offline(False)
    expect(table.train.locator(".poker-story")).to_contain_text("Round 2")
    expect(table.train.locator(".deck :checked")).to_have_count(0)
    table.all(voted(1))


def _the_estimate_is_agreed(table):
    table.host.keyboard.press("r")
    expect(table.observer.get_by_text("Revealed without")).to_be_visible()
    table.host.get_by_role("button", name="Save 8").click()
    table.all(lambda page: expect(page.get_by_role("heading", name="You agree on 8.")).to_be_visible())
