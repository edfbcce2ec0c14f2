"""A newcomer's way from sign-up to the report of the first sprint, with a colleague on a telephone."""

import datetime
import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.newcomer import SPRINTS, Newcomer, column, jira_export, move_card, tick

pytestmark = pytest.mark.browser
READY = ("Dependencies are named on both sides", "It fits into one sprint")
DONE = ("Reviewed by a second person", "Automatic tests are green")
WRITTEN, IMPORTED, UNREADY = "See every open alarm", "Silence a loose electrode", "Print the day"


@pytest.fixture
def newcomer(page_for, tmp_path) -> Newcomer:
    return Newcomer(page_for(None, "/accounts/login/"), tmp_path)


def test_from_sign_up_to_the_first_report(newcomer, page_for):
    email = f"nora-{uuid.uuid4().hex[:8]}@pulse.example"
    set_up_team(newcomer, email)
    bring_in_what_was_in_jira(newcomer)
    see_its_sprints(newcomer)
    make_two_stories_ready(newcomer)
    phone = bring_in_colleague(newcomer, page_for, "Tom Touch")
    plan(newcomer)
    commit(newcomer)
    phone.goto(newcomer.page.url)
    work_together(newcomer, phone)
    finish_on_the_telephone(newcomer, phone)
    close(newcomer)
    read_what_came_of_it(newcomer)


def set_up_team(nora: Newcomer, email: str) -> None:
    nora.signs_up("Nora New", email)
    nora.founds("Lumen Clinic", "Lumen")
    nora.sees("Welcome, Nora.")
    nora.describes_persona("Ward nurse")


def bring_in_what_was_in_jira(nora: Newcomer) -> None:
    nora.goes_to("Today")
    nora.opens("Import from a file")
    nora.uploads("jira.csv", jira_export(), "Check 26 rows", "Bring in 26 stories")
    nora.sees("3 open stories stand at the end of your backlog")
    nora.opens("Open the backlog")
    nora.sees("3 stories · 15 points")


def see_its_sprints(nora: Newcomer) -> None:
    nora.goes_to("Velocity")
    velocity_says(nora, finished=4, latest=4)
    nora.page.get_by_text("Show as table").first.click()
    for number, (committed, carried, completed) in SPRINTS.items():
        row = nora.page.get_by_role("row").filter(has=nora.page.get_by_role("rowheader", name=f"Sprint {number}"))
        words = rf"Sprint {number}\s*{committed}\s*0\s*0\s*0\s*{carried}\s*{completed}"
        expect(row.first).to_have_text(re.compile(words))


def velocity_says(nora: Newcomer, *, finished: int, latest: int) -> None:
    """The sentence, and the same numbers at the lines of the chart."""
    nora.sees(f"made from {finished} finished ones")
    nora.sees(f"Sprints 1 to {latest}")
    nora.sees(re.compile(r"A usual sprint brings about \d+ points\. Nine times in ten it brings at least \d+\."))
    said = nora.page.get_by_label("Velocity in one sentence").inner_text()
    middle, pessimistic = re.search(r"about (\d+) points.*at least (\d+)", said, re.DOTALL).groups()
    for line in (f"Pessimistic {pessimistic}", f"Middle {middle}"):
        expect(nora.page.locator(".annotation-text").filter(has_text=line).first).to_be_visible()


def make_two_stories_ready(nora: Newcomer) -> None:
    nora.goes_to("Backlog")
    key = nora.writes_story("Ward nurse", WRITTEN.lower(), "nothing is missed", "Each alarm is listed once", "3")
    expect(nora.page.locator("#toasts")).to_contain_text(key)
    for title in (WRITTEN, IMPORTED):
        nora.opens_story(title)
        nora.ticks(*READY)
        expect(nora.page.get_by_role("region", name="Ready")).to_contain_text("4 of 4")


def bring_in_colleague(nora: Newcomer, page_for, name: str) -> Page:
    """Invited by a link, which the colleague opens on a telephone; their page, once they are on the team."""
    email = f"tom-{uuid.uuid4().hex[:8]}@pulse.example"
    nora.goes_to("People")
    nora.page.get_by_label("E-mail addresses").fill(email)
    nora.presses("Make links to hand over")
    link = nora.page.get_by_label(re.compile(f"^For {email}")).input_value()
    phone = page_for(None, link.partition(nora.page.url.partition("/t/")[0])[2], width=360, height=800)
    expect(phone.get_by_role("main")).to_contain_text("Nora New invites you to Lumen of Lumen Clinic, as Team member.")
    phone.get_by_label("Your name").fill(name)
    phone.get_by_label("Password", exact=True).fill("nine quiet monitors")
    phone.get_by_role("button", name="Create account and join").click()
    expect(phone.get_by_role("heading", name="Today")).to_be_visible()
    nora.goes_to("People")
    expect(nora.page.get_by_role("rowheader", name=name)).to_be_visible()
    return phone


def plan(nora: Newcomer) -> None:
    nora.goes_to("Planning")
    nora.presses("Plan Sprint 5")
    today = datetime.datetime.now(datetime.UTC).date()
    nora.fills(Sprint_goal="A night without a missed alarm", First_day=today.isoformat())
    nora.page.get_by_label("Last day", exact=True).fill((today + datetime.timedelta(days=13)).isoformat())
    nora.page.get_by_label("Last day", exact=True).blur()
    expect(nora.page.locator("#plan-status")).to_contain_text("Saved")
    for title in (WRITTEN, IMPORTED, UNREADY):
        nora.chooses(title)
    nora.sees("3 stories chosen")
    nora.sees("10 points chosen")
    nora.presses("Half a day more off for Tom Touch")
    nora.sees("19.5 of 20 usual days")


def commit(nora: Newcomer) -> None:
    nora.opens("Commit to Sprint 5")
    dialog = nora.page.get_by_role("dialog")
    expect(dialog).to_contain_text("One story is not Ready")
    expect(dialog).to_contain_text(UNREADY)
    expect(dialog).to_contain_text("The sentence lacks the value.")
    dialog.get_by_role("button", name="Not yet").click()
    nora.chooses(UNREADY, chosen=False)
    nora.sees("8 points chosen")
    nora.opens("Commit to Sprint 5")
    dialog.get_by_role("button", name="Commit to 2 stories, 8 points").click()
    nora.sees("A night without a missed alarm")
    expect(column(nora.page, "To do")).to_contain_text(IMPORTED)
    nora.sees("8 committed")


def work_together(nora: Newcomer, phone: Page) -> None:
    expect(column(phone, "To do")).to_contain_text(WRITTEN)
    phone.evaluate("window.neverReloaded = true")
    move_card(nora.page, WRITTEN, "In progress")
    expect(column(phone, "In progress")).to_contain_text(WRITTEN)
    move_card(phone, IMPORTED, "In progress")
    expect(column(nora.page, "In progress")).to_contain_text(IMPORTED)
    assert phone.evaluate("window.neverReloaded")


def finish_on_the_telephone(nora: Newcomer, phone: Page) -> None:
    move_card(phone, WRITTEN, "Done")
    refusal = phone.get_by_role("dialog", name="Not Done yet")
    for line in ("1 acceptance criterion is not met.", *DONE):
        expect(refusal).to_contain_text(line)
    expect(column(nora.page, "Done")).not_to_contain_text(WRITTEN)
    refusal.get_by_role("link", name=re.compile("^Open ")).click()
    phone.get_by_text("What the team asks before Done").click()
    for line in ("Each alarm is listed once", *DONE):
        tick(phone, line)
    phone.get_by_role("button", name="Move").click()
    phone.get_by_role("menuitem", name="Done").click()
    expect(column(nora.page, "Done")).to_contain_text(WRITTEN)
    nora.sees("38% of scope")


def close(nora: Newcomer) -> None:
    nora.page.get_by_role("banner").get_by_role("link", name="Sprint 5").click()
    nora.page.get_by_role("link", name="Close Sprint 5").click()
    nora.page.get_by_role("radio", name="Met", exact=True).check()
    nora.page.get_by_role("radio", name="Sprint 6").check()
    nora.presses("Look at the summary")
    nora.sees("Sprint 5 delivers 3 of 8 committed points, and 1 story goes on.")
    nora.presses("Close Sprint 5")
    nora.sees("Goal met")


def read_what_came_of_it(nora: Newcomer) -> None:
    nora.goes_to("Sprint reports")
    nora.opens("Sprint 5")
    nora.sees("A night without a missed alarm")
    nora.sees(re.compile(r"Delivered.*3.*1 story done; 5 points carried over", re.DOTALL))
    nora.sees("Carried to Sprint 6")
    nora.sees("This cannot change")
    nora.goes_to("Velocity")
    velocity_says(nora, finished=5, latest=5)
