"""Every page at a desk in both themes and on a dark telephone: axe-core finds nothing, nothing sticks out."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.newcomer import BACKLOG, Newcomer

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 800}
# Paths below the team, unless they begin with a slash; names in braces are those of `landmarks.py`.
PAGES = {
    "today": "",
    "board": "board/",
    "board in lanes": "board/?lanes=assignee&goal=1",
    "backlog": "backlog/",
    "editor in the backlog": "backlog/?story={waiting}",
    "backlog without a match": "backlog/?text=no-such-words",
    "planning": "planning/",
    "plan": "planning/{planned}/",
    "commitment": "planning/{planned}/commit/",
    "velocity": "velocity/",
    "releases": "releases/",
    "release": "releases/{release}/",
    "what-if": "releases/{release}/what-if/?points=8",
    "decisions": "releases/{release}/decisions/",
    "shared reports": "shared/?release={release}",
    "refinement": "refinement/",
    "reviews": "review/",
    "poker": "poker/",
    "retro": "retro/",
    "polls": "polls/",
    "meeting time": "meeting-time/",
    "split a story": "stories/{waiting}/split/",
    "standup": "standup/",
    "past standups": "standup/history/",
    "impediments": "impediments/",
    "solved impediments": "impediments/?show=solved",
    "reports": "sprints/",
    "sprint": "sprints/{running}/",
    "remove a story": "sprints/{running}/stories/{blocked}/remove/",
    "close the sprint": "sprints/{running}/close/",
    "cancel the sprint": "sprints/{running}/cancel/",
    "report": "sprints/{finished}/report/",
    "story": "stories/{blocked}/",
    "edit a story": "stories/{waiting}/edit/",
    "new story": "stories/new/",
    "telemetry": "telemetry/",
    "alerts": "telemetry/alerts/?show=all",
    "alert rules": "telemetry/rules/",
    "devices": "telemetry/devices/",
    "alert rule": "telemetry/rules/1/",
    "people": "people/",
    "a member": "people/{member}/",
    "settings": "settings/",
    "imports": "imports/",
    "personas": "{organisation}personas/",
    "persona": "{organisation}personas/{persona}/",
    "edit a persona": "{organisation}personas/{persona}/edit/",
    "new persona": "{organisation}personas/new/",
    "profile": "/profile/",
    "first team": "/start/",
    "password": "/accounts/password/change/",
    "sign out": "/accounts/logout/",
    "not found": "no-such-page/",
}
# Transitions end by themselves; other animations may run for ever.
ENDED = """Promise.allSettled(
    document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))"""
ENTRY = {
    "sign in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "forgotten password": "/accounts/password/reset/",
}


def below(landmarks, name: str) -> str:
    """The whole path of a page of `PAGES`."""
    path = PAGES[name].format(**landmarks)
    return path if path.startswith("/") else landmarks["team"] + path


def settled(page: Page) -> Page:
    """The page once its parts have come and its colours have stopped changing."""
    page.wait_for_load_state("networkidle")
    page.evaluate(ENDED)
    return page


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def look_closely(looked_at, axe, who: str | None, path: str) -> None:
    desk, phone = looked_at(who)
    desk.emulate_media(color_scheme="light")
    for page in (desk, phone):
        page.goto(path)
        settled(page)
    assert looked_at.problems == []  # now, as axe itself tries a style in the page that the policy refuses
    assert axe(desk) == []
    desk.emulate_media(color_scheme="dark")
    assert axe(settled(desk), rules=["color-contrast"]) == []
    assert axe(phone) == []
    assert_fits(phone)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_team(looked_at, axe, landmarks, name):
    look_closely(looked_at, axe, "maren", below(landmarks, name))


@pytest.mark.parametrize("name", ENTRY)
def test_a_page_before_sign_in(looked_at, axe, name):
    look_closely(looked_at, axe, None, ENTRY[name])


@pytest.mark.parametrize("name", ["board", "backlog", "plan", "story", "settings", "people"])
def test_a_page_for_who_only_looks(looked_at, axe, landmarks, name):
    look_closely(looked_at, axe, "helena", below(landmarks, name))


def test_each_step_of_an_import(page_for, axe, tmp_path):
    nora = Newcomer(page_for("maren", "imports/", **PHONE), tmp_path)
    file = tmp_path / "backlog.csv"
    file.write_text(BACKLOG.replace(",5,", ",many,"), encoding="utf-8")
    nora.page.get_by_label("File", exact=True).set_input_files(file)
    nora.presses("Upload and look at the columns")
    nora.sees("Nothing is saved to the team yet.")
    assert axe(settled(nora.page)) == []
    assert_fits(nora.page)
    nora.presses("Check 3 rows")
    nora.sees("Rows that need a decision")
    assert axe(settled(nora.page)) == []
    assert_fits(nora.page)
    nora.page.get_by_role("link", name="Back to columns").click()
    nora.page.get_by_role("link", name="Back to upload").click()
    nora.presses("Throw away backlog.csv")
    expect(nora.page.get_by_role("main")).not_to_contain_text("backlog.csv")


def test_the_list_above_has_every_page_of_the_rail(page_for, place, landmarks):
    page = page_for("maren")
    rail = page.locator(".rail a.rail-link").evaluate_all("links => links.map(link => link.pathname)")
    known = {below(landmarks, name) for name in PAGES}
    assert len(rail) > 8
    assert {path for path in rail if not path.startswith("/accounts/")} <= known
