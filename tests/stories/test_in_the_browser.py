"""Backlog, editor and story page in a real Chromium, under the real content security policy."""

import os

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from stories.models import Story
from stories.story.services import edit_story
from tests.factories import NOW, make_member, make_story, make_team, owner_of
from tests.stories.world import address, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 360, "height": 800}


@pytest.fixture(scope="module")
def browser():
    # Django takes the event loop of Playwright's thread for an asynchronous view of its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=["--no-sandbox"])
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(browser, live_server):
    """Opens a page as somebody; fails the test on any script error or breach of the policy."""
    faults, contexts = [], []

    def visit(user, path, viewport=WIDE, **options):
        context = browser.new_context(reduced_motion="reduce", base_url=live_server.url, viewport=viewport, **options)
        contexts.append(context)
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda line: "Content Security Policy" in line.text and faults.append(f"{line.text} {line.location}"),
        )
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def team():
    team = make_team()
    for title in "abcd":
        make_story(team, f"Story {title}")
    return team


def _shown(page) -> str:
    return "".join(row.inner_text()[-1] for row in page.locator(".backlog-row .title").all())


def _drag(page, source, target) -> None:
    """By hand: the list follows the pointer, which a jump from place to place does not show."""
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"], steps=4)
    page.mouse.move(end["x"] + 8, end["y"] - 4, steps=12)
    # The list answers each move in a frame of its own; the last counts where it has answered all before.
    for nudge in range(6):
        page.evaluate("new Promise(requestAnimationFrame)")
        page.mouse.move(end["x"] + 8 + nudge % 2, end["y"] + nudge % 2)
    page.mouse.up()


def _saved(team) -> str:
    return "".join(story.title[-1] for story in Story.objects.filter(team=team).in_backlog().ordered())


def _key(team, letter) -> str:
    return Story.objects.get(team=team, title=f"Story {letter}").key


def test_stories_are_moved_by_keys_by_drag_and_by_menu(team, visit):
    page = visit(owner_of(team), address(team, "backlog"))
    page.get_by_role("link", name="Story a").focus()
    with page.expect_response("**/backlog/order/"):
        page.keyboard.press("Alt+ArrowDown")
    assert _shown(page) == "bacd"
    expect(page.get_by_role("link", name="Story a")).to_be_focused()

    with page.expect_response("**/backlog/order/"):
        _drag(page, page.locator(".backlog-row .grip").nth(3), page.locator(".backlog-row .grip").nth(0))
    assert _shown(page) == "dbac"

    page.get_by_role("button", name=f"Move {_key(team, 'a')}").click()
    page.get_by_role("menuitem", name="Move to the top").click()
    expect(page.locator(".toast")).to_have_text(f"{_key(team, 'a')} moved to the top.")
    page.get_by_role("button", name=f"Move {_key(team, 'd')}").click()
    page.get_by_role("menuitem", name="Move to position").click()
    page.get_by_label("Position in the backlog").fill("4")
    page.get_by_role("button", name="Move it there").click()
    expect(page.locator("#position-dialog")).to_be_hidden()
    expect(page.locator(".backlog-row .title").last).to_have_text("Story d")
    assert _shown(page) == _saved(team) == "abcd"


def test_what_is_typed_stays_while_the_list_beside_it_is_fetched_anew(team, visit):
    page = visit(owner_of(team), address(team, "backlog"))
    page.get_by_role("link", name="Story b").click()
    page.get_by_label("I want").fill("half a thought")
    edit_story(story=Story.objects.get(title="Story c"), title="Story z", actor=owner_of(team), now=NOW)
    page.evaluate("document.dispatchEvent(new CustomEvent('backlogChanged'))")
    expect(page.get_by_role("link", name="Story z")).to_be_visible()
    expect(page.get_by_label("I want")).to_have_value("half a thought")
    assert page.locator(".backlog-row.is-open .title").inner_text() == "Story b"


def test_a_story_is_written_by_keys_alone(team, visit):
    page = visit(owner_of(team), address(team, "backlog"))
    page.keyboard.press("c")
    page.get_by_label("I want").fill("to see open alarms")
    page.get_by_label("so that").fill("nothing is missed")
    page.get_by_label("Criterion 1", exact=True).fill("Second")
    page.get_by_label("Criterion 1", exact=True).press("Enter")
    page.keyboard.type("Given a, when b, then c")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("is in the backlog.")
    expect(page.get_by_role("link", name="See open alarms")).to_be_visible()
    story = Story.objects.get(goal="to see open alarms")
    assert [str(criterion) for criterion in story.criteria.all()] == ["Given a, when b, then c", "Second"]


def test_a_reload_keeps_what_was_typed_even_in_lines_that_were_added(team, visit):
    page = visit(owner_of(team), address(team, "new_story"))
    page.get_by_label("I want").press_sequentially("to be kept")
    page.get_by_label("Criterion 1", exact=True).press_sequentially("one")
    page.get_by_label("Criterion 1", exact=True).press("Enter")
    page.get_by_label("Criterion 2", exact=True).press_sequentially("two")
    page.reload()
    expect(page.get_by_label("I want")).to_have_value("to be kept")
    assert page.locator(".criteria-fields textarea").evaluate_all("all => all.map((one) => one.value)") == [
        "one",
        "two",
    ]
    expect(page.get_by_text("This is what you typed here earlier and did not save.")).to_be_visible()


def test_two_people_edit_one_story_and_nobody_loses_a_word(team, visit):
    path = address(team, "edit", key=_key(team, "a"))
    first, second = visit(owner_of(team), path), visit(make_member(team), path)
    first.get_by_label("I want").fill("the first text")
    second.get_by_label("I want").fill("the second text")
    first.keyboard.press("Control+Enter")
    expect(first.locator(".said")).to_contain_text("the first text")
    second.keyboard.press("Control+Enter")
    expect(second.locator(".theirs")).to_contain_text("the first text")
    expect(second.get_by_label("I want")).to_have_value("the second text")
    second.get_by_role("button", name="Save mine over it").click()
    expect(second.locator(".said")).to_contain_text("the second text")


def test_each_kind_of_work_shows_its_own_fields(team, visit):
    page = visit(owner_of(team), address(team, "new_story"))
    fields = {"I want": "User story", "Question to answer": "Spike"}
    for kind in ("User story", "Bug", "Technical debt", "Spike"):
        page.get_by_role("radio", name=kind).check(force=True)
        for label, owner in fields.items():
            expect(page.get_by_label(label)).to_be_visible(visible=kind == owner)
        expect(page.get_by_role("group", name="Points")).to_be_visible(visible=kind != "Spike")


def test_a_tick_leaves_a_half_typed_task_alone_and_done_asks_for_a_reason(team, visit):
    page = visit(owner_of(team), address(team, "story", key=_key(team, "a")))
    page.get_by_placeholder("Add a task").fill("Half typed")
    page.get_by_label("It works").check()
    expect(page.get_by_text("1 of 1 shown to work")).to_be_visible()
    expect(page.get_by_placeholder("Add a task")).to_have_value("Half typed")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Half typed", exact=True)).to_be_visible()
    expect(page.get_by_placeholder("Add a task")).to_have_value("")

    page.locator("h2#title").click()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="Done").click()
    gate = page.get_by_role("dialog")
    expect(gate).to_contain_text("Reviewed by a second person")
    gate.get_by_label("Why it may pass all the same").fill("Shown to the ward")
    gate.get_by_role("button", name="Move to Done with this reason").click()
    expect(gate).to_have_count(0)
    expect(page.locator("#story-side")).to_contain_text("let it pass as Done")


def test_archiving_is_undone_from_the_toast(team, visit):
    page = visit(owner_of(team), address(team, "story", key=_key(team, "a")))
    page.get_by_role("button", name="More: block").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.get_by_role("dialog").get_by_label("Why").fill("Nobody asked again")
    page.get_by_role("button", name="Archive PULS").click()
    expect(page.locator(".conflict")).to_contain_text("Nobody asked again")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".conflict")).to_have_count(0)
    assert _saved(team) == "abcd"


def test_on_a_phone_the_editor_is_a_page_of_its_own_with_the_save_in_reach(team, visit):
    page = visit(owner_of(team), address(team, "backlog"), PHONE)
    page.get_by_role("link", name="Story b").click()
    page.wait_for_url("**/edit/")
    save = page.get_by_role("button", name="Save PULS")
    box, tabs = save.bounding_box(), page.locator(".rail").bounding_box()
    assert box["y"] + box["height"] <= tabs["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
