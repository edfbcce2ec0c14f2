"""One full sprint through every room, at three browsers: what one room brings about, the next one begins with.

Nothing is typed twice: `Loop.types` refuses words that were typed before, and the next sprint shows them in place.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from bench.house import PROJECT
from tests.browser.newcomer import column, move_card, saved

pytestmark = pytest.mark.browser
HEARD, SILENCED, PRINTED = "Hear every alarm", "Silence one lead", "Print the night"
GOAL, WHY_MORE, REASON = "Nobody misses an alarm", "A ward asked for it today", "It is silent with gloves on"
OBSTACLE, PARKED = "No test device before Friday", "Which ward comes first"
FEEDBACK = "Show the bed beside the alarm"
SLOW, FIRST_WHY, ROOT = "We waited three days", "Nobody had ordered a device", "Orders begin when sprints do"
QUESTION, POLL = "Do nurses need it?", '/poll "Do nurses need it?" 👍 "Yes" 👎 "No"'
ACTION, MEASURE = "Order devices while refining", "A device is here on the first day"


@dataclass
class Loop:
    """The team's three pages, and every word that was typed in them."""

    team: str
    sam: Page  # runs the rooms, at a desk
    pia: Page  # owns the product
    tom: Page  # develops, on a dark telephone
    axe: object
    typed: list[str] = field(default_factory=list)

    def types(self, where: Locator, words: str) -> Locator:
        assert words not in self.typed, f"{words!r} was typed before"
        self.typed.append(words)
        where.fill(words)
        return where

    def goes(self, page: Page, path: str) -> None:
        page.goto(self.team + path)

    def opens_room(self, path: str, button: str) -> None:
        """Sam opens a room from its page; the others come in by the same page or its address."""
        self.goes(self.sam, path)
        self.sam.get_by_role("button", name=button).click()
        self.sam.wait_for_url("**/meetings/*/")
        for page in (self.pia, self.tom):
            page.goto(self.sam.url)
        expect(self.sam.locator("#here-list > li")).to_have_count(3)
        self.sam.get_by_role("button", name=re.compile("^Start with")).click()

    def goes_on(self, to: str) -> None:
        """Sam presses next; everybody is in the step of that name then."""
        self.sam.get_by_role("button", name=re.compile("^Next step")).click()
        for page in (self.sam, self.pia, self.tom):
            expect(page.locator("#room-steps [aria-current=step]")).to_contain_text(to)

    def closes(self) -> None:
        self.sam.get_by_role("button", name="Close the room").first.click()
        expect(self.sam.get_by_role("button", name="Open it again")).to_be_visible()

    def looks_right(self) -> None:
        """Axe finds nothing in the room, at a desk and on the telephone, where nothing sticks out."""
        assert self.axe(self.sam) == []
        assert self.axe(self.tom) == []
        assert self.tom.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture
def loop(page_for, place, axe) -> Loop:
    environ = {**place.house.environ, "DATA_DIR": str(place.house.data_dir), "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-m", "tests.browser.loop_team"]
    said = json.loads(subprocess.run(command, env=environ, cwd=PROJECT, check=True, capture_output=True).stdout)
    place.sessions.update(said["sessions"])
    pages = [page_for("sam", "/healthz"), page_for("pia", "/healthz")]
    return Loop(said["team"], *pages, page_for("tom", "/healthz", width=360, height=740, dark=True), axe)


def test_a_sprint_from_refinement_to_the_next_plan(loop):
    refine(loop)
    estimate(loop)
    plan_and_commit(loop)
    stand_up(loop)
    change_scope_and_finish(loop)
    review(loop)
    close_sprint(loop)
    look_back(loop)
    begin_the_next(loop)


def refine(loop: Loop) -> None:
    loop.opens_room("refinement/", "Start a refinement")
    for title in (HEARD, SILENCED):
        expect(loop.tom.locator(".walk [aria-current]")).to_contain_text(title)
        ticks = loop.tom.get_by_role("button", name=re.compile("^Tick"))
        expect(ticks).to_have_count(2)
        for left in (1, 0):
            ticks.first.click()
            expect(ticks).to_have_count(left)
        if title == HEARD:
            loop.sam.get_by_role("button", name="Next story").click()
    loop.looks_right()


def estimate(loop: Loop) -> None:
    refinement = loop.sam.url
    loop.sam.get_by_role("button", name="Start poker").click()
    loop.sam.wait_for_url("**/rooms/*/")
    loop.tom.get_by_role("link", name="Go to the poker room").click()
    loop.sam.get_by_role("button", name=re.compile("^Start with")).click()
    for title, card in ((HEARD, "5"), (SILENCED, "3")):
        for page in (loop.sam, loop.tom):
            expect(page.locator(".poker-story")).to_contain_text(title.split()[-1])
            page.locator(f".deck label:has([value='{card}'])").click()
        loop.sam.get_by_role("button", name=f"Save {card}").click()
        loop.sam.get_by_role("button", name=re.compile("^(Go on with|Finish)")).click()
    expect(loop.sam.get_by_text("2 stories are estimated.")).to_be_visible()
    loop.sam.goto(refinement)
    expect(loop.sam.locator(".walk li.met")).to_have_count(3)
    loop.sam.get_by_role("button", name=re.compile("^Next step")).click()
    loop.closes()


def plan_and_commit(loop: Loop) -> None:
    loop.goes(loop.sam, "planning/")
    loop.sam.get_by_role("button", name="Plan Sprint 1").click()
    loop.sam.get_by_role("button", name="Start the planning meeting").click()
    loop.tom.goto(loop.sam.url)
    loop.sam.get_by_role("button", name=re.compile("^Next: goal")).click()
    for page in (loop.sam, loop.tom):
        expect(page.locator(".plan-meeting [aria-current=step]")).to_have_text("Goal")
    loop.types(loop.sam.get_by_label("Sprint goal"), GOAL).blur()
    expect(loop.tom.locator("#plan-head")).to_contain_text(GOAL)
    for title in (HEARD, SILENCED):
        loop.sam.get_by_role("checkbox", name=title, exact=True).click()
        expect(loop.tom.get_by_role("checkbox", name=title, exact=True)).to_be_checked()
    loop.looks_right()
    loop.sam.get_by_role("link", name="Commit to Sprint 1").click()
    loop.sam.get_by_role("dialog").get_by_role("button", name="Commit to 2 stories, 8 points").click()
    for page in (loop.sam, loop.tom):
        expect(column(page, "To do")).to_contain_text(SILENCED)


def stand_up(loop: Loop) -> None:
    loop.opens_room("standup/", "Start a standup")
    expect(loop.sam.get_by_role("region", name="The board")).to_contain_text(HEARD)
    speaker = loop.sam.locator(".speakers [aria-current=step]")
    first = speaker.inner_text()
    loop.tom.get_by_role("button", name=re.compile("^Hand over to")).click()
    expect(speaker).not_to_have_text(first)
    loop.types(loop.tom.get_by_label("What is in the way"), OBSTACLE).press("Enter")
    loop.types(loop.sam.get_by_label("Park a topic"), PARKED).press("Enter")
    expect(loop.tom.locator(".parked-topic")).to_contain_text(PARKED)
    loop.looks_right()
    loop.goes_on("Parking lot")
    expect(loop.pia.get_by_role("region", name="In the way")).to_contain_text(OBSTACLE)
    loop.closes()


def change_scope_and_finish(loop: Loop) -> None:
    loop.goes(loop.sam, "sprints/1/")
    key = loop.sam.locator("#backlog-stories option").first.get_attribute("value")
    loop.sam.get_by_label("Story", exact=True).fill(key)
    loop.types(loop.sam.get_by_label("Why"), WHY_MORE).press("Enter")
    expect(loop.sam.get_by_role("region", name="Every difference")).to_contain_text(WHY_MORE)
    loop.goes(loop.sam, "board/")
    for title in (HEARD, SILENCED):
        move_card(loop.sam, title, "Done")
        expect(column(loop.sam, "Done")).to_contain_text(title)


def review(loop: Loop) -> None:
    loop.opens_room("review/", "Start a review")
    expect(loop.tom.get_by_text(GOAL).first).to_be_visible()
    loop.goes_on("Demo")
    loop.pia.get_by_role("button", name="Accept story").click()
    expect(loop.sam.locator(".demo-order .accepted")).to_contain_text(HEARD)
    loop.sam.get_by_role("button", name=re.compile("^Show next")).click()
    expect(loop.pia.get_by_role("region", name="Story being shown")).to_contain_text("silence one lead")
    loop.types(loop.pia.get_by_label("Reason, when you return it"), REASON)
    loop.pia.get_by_role("button", name="Return", exact=True).click()
    loop.types(loop.tom.get_by_label("What you think"), FEEDBACK)
    loop.tom.get_by_role("button", name="Say it").click()
    loop.pia.get_by_role("button", name="Make what Tom said a story").click()
    expect(loop.tom.get_by_text(re.compile("^Now LO"))).to_be_visible()
    loop.looks_right()
    loop.goes_on("Increment")
    loop.pia.get_by_role("button", name="Not met").click()
    expect(loop.sam.get_by_role("button", name="Not met")).to_have_attribute("aria-pressed", "true")
    loop.closes()


def close_sprint(loop: Loop) -> None:
    loop.goes(loop.sam, "sprints/1/close/")
    expect(loop.sam.get_by_role("radio", name="Not met")).to_be_checked()
    loop.sam.get_by_role("link", name="All to Sprint 2").click()
    loop.sam.get_by_role("button", name="Look at the summary").click()
    expect(loop.sam.get_by_role("main")).to_contain_text("delivers 5 of 8 committed points, and 2 stories go on.")
    loop.sam.get_by_role("button", name="Close Sprint 1").click()
    expect(loop.sam.get_by_role("main")).to_contain_text("Goal not met")


def look_back(loop: Loop) -> None:
    loop.opens_room("retro/", "Start a retrospective")
    expect(loop.tom.get_by_role("region", name="What happened in Sprint 1")).to_contain_text("one of three stories")
    for page in (loop.sam, loop.pia, loop.tom):
        page.get_by_role("button", name="Good", exact=True).click()
    expect(loop.sam.get_by_text("3 people have answered")).to_be_visible()
    loop.looks_right()
    loop.goes_on("Gather")
    loop.types(loop.tom.get_by_label("What made work harder than it had to be?"), SLOW).press("Enter")
    expect(loop.sam.get_by_role("listitem").filter(has_text=SLOW)).to_be_visible()
    loop.goes_on("Vote")
    with loop.tom.expect_response(saved):
        loop.tom.get_by_role("button", name=f"Give a dot to {SLOW}").click()
    loop.goes_on("Discuss")
    loop.sam.get_by_role("button", name="Talk about it").or_(
        loop.sam.get_by_label("Why is it like that?")
    ).first.click()
    loop.types(loop.sam.get_by_label("Why is it like that?"), FIRST_WHY).press("Enter")
    loop.types(loop.pia.get_by_label("Why is that?"), ROOT).press("Enter")
    loop.sam.locator(".whys li").filter(has_text=ROOT).get_by_role("button", name="We can change this").click()
    loop.sam.get_by_role("button", name="Make this an action").click()
    loop.types(loop.sam.get_by_label("What will we try?"), ACTION)
    loop.types(loop.sam.get_by_label("We will know it worked when"), MEASURE)
    loop.looks_right()
    loop.sam.get_by_role("button", name="Decide").click()
    loop.goes_on("Actions")
    expect(loop.tom.get_by_role("region", name="What we will try")).to_contain_text(ACTION)
    loop.goes_on("Close")
    loop.closes()


def begin_the_next(loop: Loop) -> None:
    """The action, the feedback as a story and what was carried over wait in the next plan, and where they count."""
    loop.goes(loop.tom, "planning/")
    brought = loop.tom.locator("#brought")
    for words in (ACTION, MEASURE, FEEDBACK, SILENCED, PRINTED):
        expect(brought).to_contain_text(words)
    expect(loop.tom.get_by_role("checkbox", name=SILENCED, exact=True)).to_be_checked()
    loop.tom.get_by_role("link", name=re.compile(SILENCED)).first.click()
    expect(loop.tom.get_by_role("main")).to_contain_text(REASON)
    loop.goes(loop.pia, "backlog/")
    loop.pia.get_by_role("link", name=FEEDBACK).click()
    loop.pia.get_by_role("link", name="Open the story’s page").click()
    loop.types(loop.pia.get_by_placeholder(re.compile("^Write a comment")), POLL)
    loop.pia.get_by_role("button", name="Comment", exact=True).click()
    expect(loop.pia.get_by_role("region", name=QUESTION)).to_be_visible()
    loop.goes(loop.pia, "impediments/")
    expect(loop.pia.get_by_role("main")).to_contain_text(OBSTACLE)
    for page in (loop.pia, loop.tom):
        loop.goes(page, "")
        expect(page.get_by_role("region", name="What we try")).to_contain_text(ACTION)
    loop.tom.get_by_role("button", name="Yes").click()
    expect(loop.pia.get_by_role("region", name=QUESTION)).to_contain_text("1 person has answered")
    expect(loop.tom.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")
    expect(loop.tom.get_by_role("button", name="Close and show")).to_be_hidden()
    loop.opens_room("standup/", "Start a standup")
    expect(loop.tom.get_by_role("region", name="What we try")).to_contain_text(MEASURE)
    loop.goes(loop.sam, "sprints/1/report/")
    expect(loop.sam.get_by_role("main")).to_contain_text(WHY_MORE)
