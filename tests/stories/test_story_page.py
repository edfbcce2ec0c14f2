from datetime import timedelta

import pytest

from sprints.closing.services import close_sprint
from stories.checks.services import add_task, tick_criterion
from stories.impediments.services import raise_impediment
from stories.models import GateOverride, Impediment, Story
from stories.rules import Category, Gate
from stories.story.services import change_status
from teams.rules import TeamRole
from tests.factories import (
    NOW,
    finish,
    make_member,
    make_running_sprint,
    make_story,
    make_team,
    owner_of,
    status,
    tick_all,
)  # fmt: skip
from tests.stories.world import HTMX, address, signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# As the page's own forms ask: htmx, with the page as what is replaced.
ON_PAGE = HTMX | {"HX-Target": "story"}


@pytest.fixture
def team():
    return make_team()


def _do(team, story, name, user=None, headers=ON_PAGE, pk=None, **sent):
    part = {"pk": pk} if pk else {}
    return signed_in(user or owner_of(team)).post(address(team, name, key=story.key, **part), sent, headers=headers)


def test_the_page_shows_the_sentence_the_checklists_and_what_changed(team):
    story = make_story(team, description="Some *words*", criteria=("Given a, when b, then c", "Plain"))
    page = signed_in(owner_of(team)).get(address(team, "story", key=story.key)).content.decode()
    assert "As a <b>ward nurse</b>, I want <b>to see it</b> so that <b>nothing is missed</b>." in page
    assert "<em>words</em>" in page
    assert "<b>Given</b><span>a</span>" in page
    assert "0 of 2 shown to work" in page
    assert "4 of 4" in page
    assert "wrote it, with <b>3</b> points" in page


@pytest.mark.parametrize("count", [3, 60])
def test_three_and_sixty_of_everything_take_the_same_queries(team, count, django_assert_num_queries):
    actor = owner_of(team)
    story = make_story(team, criteria=[f"criterion {n}" for n in range(min(count, 50))])
    for n in range(min(count, 50)):
        add_task(story=story, text=f"task {n}", actor=make_member(team), now=NOW)
    for criterion in story.criteria.all():
        tick_criterion(criterion=criterion, met=True, actor=make_member(team), now=NOW)
    raise_impediment(team=team, story=story, title="X", actor=actor, now=NOW)
    client = signed_in(actor)
    client.get(address(team, "story", key=story.key))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(address(team, "story", key=story.key) + "?history=all")


PAGE_QUERIES = 28


def test_done_is_refused_with_what_is_open_and_the_way_out_for_those_who_accept(team):
    story, done = make_story(team), status(team, Category.DONE)
    answer = _do(team, story, "move", status=done.pk)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#dialog-slot", "innerHTML")
    assert "1 acceptance criterion is not met." in page
    assert "Reviewed by a second person" in page
    assert "override_reason" in page
    member = _do(team, story, "move", make_member(team), status=done.pk).content.decode()
    assert "ask the product owner" in member
    assert "override_reason" not in member
    plain = _do(team, story, "move", headers=None, status=done.pk)
    assert plain.status_code == 409
    assert "1 acceptance criterion is not met." in plain.content.decode()
    assert not Story.objects.get().is_done


def test_a_product_owner_overrides_with_a_reason_that_is_kept_and_shown(team):
    story, done = make_story(team), status(team, Category.DONE)
    product_owner = make_member(team, TeamRole.PRODUCT_OWNER, name="Ines Duarte")
    empty = _do(team, story, "move", product_owner, status=done.pk, override_reason=" ")
    assert empty.status_code == 400
    assert empty.json()["field"] == "override_reason"
    answer = _do(team, story, "move", product_owner, status=done.pk, override_reason="Shown to the ward")
    assert answer.status_code == 200
    assert "Ines let it pass as Done" in answer.content.decode()
    assert GateOverride.objects.get().reason == "Shown to the ward"


def test_a_member_may_not_override(team):
    story, done = make_story(team), status(team, Category.DONE)
    answer = _do(team, story, "move", make_member(team), status=done.pk, override_reason="I say so")
    assert answer.status_code == 403
    assert not Story.objects.get().is_done


def test_a_story_that_meets_everything_goes_to_done_without_questions(team):
    story = make_story(team)
    tick_all(story, Gate.DONE, actor=owner_of(team))
    _do(team, story, "tick_criterion", pk=story.criteria.get().pk, met="on")
    answer = _do(team, story, "move", status=status(team, Category.DONE).pk)
    assert answer.status_code == 200
    assert Story.objects.get().is_done


@pytest.mark.parametrize("sent", ["", "x", "999999", "-1", "9" * 40, "\x00", "²"])
def test_an_unknown_status_is_not_found(team, sent):
    assert _do(team, make_story(team), "move", status=sent).status_code == 404


def test_a_double_click_on_a_tick_is_one_tick(team):
    story = make_story(team)
    for _ in range(2):
        _do(team, story, "tick_criterion", pk=story.criteria.get().pk, met="on")
    assert story.criteria.get().met_by == owner_of(team)
    _do(team, story, "tick_criterion", pk=story.criteria.get().pk)
    assert story.criteria.get().met_at is None


def test_tasks_and_checklist_lines_are_ticked_and_removed(team):
    story = make_story(team, ready=False)
    _do(team, story, "add_task", text="  Draw\x00 it ")
    task = story.tasks.get()
    assert task.text == "Draw it"
    _do(team, story, "tick_task", pk=task.pk, done="on")
    assert story.tasks.get().done_at is not None
    _do(team, story, "remove_task", pk=task.pk)
    assert not story.tasks.exists()
    item = team.checklist_items.filter(gate=Gate.READY).first()
    _do(team, story, "tick_item", pk=item.pk, ticked="on")
    assert story.ticks.get().item == item
    _do(team, story, "tick_item", pk=item.pk)
    assert not story.ticks.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_an_empty_or_endless_task_is_refused_at_its_field(team, text):
    answer = _do(team, make_story(team), "add_task", text=text)
    assert (answer.status_code, answer.json()["field"]) == (400, "text")


def test_parts_of_another_story_or_team_are_not_found(team):
    story, other = make_story(team), make_story(team, "Other")
    foreign = make_team()
    task = add_task(story=other, text="Theirs", actor=owner_of(team), now=NOW)
    assert _do(team, story, "tick_task", pk=task.pk, done="on").status_code == 404
    assert _do(team, story, "tick_criterion", pk=other.criteria.get().pk, met="on").status_code == 404
    assert _do(team, story, "tick_item", pk=foreign.checklist_items.first().pk, ticked="on").status_code == 404


def test_an_impediment_is_raised_seen_and_resolved(team):
    story = make_story(team)
    assert _do(team, story, "raise_impediment", title=" ").json()["field"] == "title"
    answer = _do(team, story, "raise_impediment", title="No certificate", next_step="Call Ravi")
    assert "Next: Call Ravi." in answer.content.decode()
    impediment = Impediment.objects.get()
    assert impediment.owner == owner_of(team)
    page = _do(team, story, "resolve_impediment", pk=impediment.pk, resolution="It came").content.decode()
    assert "resolved the impediment <b>No certificate</b>: <b>It came</b>" in page
    assert "note bad" not in page


def test_archiving_keeps_the_reason_and_can_be_undone(team):
    story = make_story(team)
    answer = _do(team, story, "archive", reason="Nobody asked again")
    assert "Nobody asked again" in answer.content.decode()
    assert address(team, "restore", key=story.key) in answer["HX-Trigger"]
    assert not Story.objects.in_backlog().exists()
    undo = _do(team, story, "restore", headers=HTMX)  # as the toast asks: nothing of the page is replaced by the answer
    assert undo.status_code == 204
    assert "storyChanged" in undo["HX-Trigger"]
    assert Story.objects.in_backlog().exists()


def test_only_those_who_accept_work_delete_it_and_closed_sprints_do_not_notice(team):
    story = make_story(team)
    sprint = make_running_sprint(team, stories=[story])
    finish(story, now=NOW + HOUR)
    close_sprint(sprint=sprint, destinations={}, actor=owner_of(team), now=NOW + 2 * HOUR)
    assert _do(team, story, "delete", make_member(team), headers=None).status_code == 403
    product_owner = make_member(team, TeamRole.PRODUCT_OWNER)
    answer = _do(team, story, "delete", product_owner, headers=None, reason="A double")
    assert answer["Location"] == address(team, "backlog")
    assert not Story.objects.exists()
    assert sprint.ledger.filter(story_key=story.key).exists()


def test_a_done_story_reopened_after_its_sprint_waits_at_the_top_of_the_backlog(team):
    make_story(team, "Already waiting")
    story = make_story(team, "Reopened")
    sprint = make_running_sprint(team, stories=[story])
    finish(story, now=NOW + HOUR)
    close_sprint(sprint=sprint, destinations={}, actor=owner_of(team), now=NOW + 2 * HOUR)
    change_status(story=story, status=status(team, Category.TODO), actor=owner_of(team), now=NOW + 3 * HOUR)
    titles = list(Story.objects.in_backlog().ordered().values_list("title", flat=True))
    assert titles == ["Reopened", "Already waiting"]


def test_a_stakeholder_reads_everything_and_is_offered_nothing(team):
    story = make_story(team)
    add_task(story=story, text="Draw it", actor=owner_of(team), now=NOW)
    stakeholder = make_member(team, TeamRole.STAKEHOLDER)
    page = signed_in(stakeholder).get(address(team, "story", key=story.key)).content.decode()
    for offer in ("move-menu", "/edit/", "/archive/", '/tasks/"', "delete-dialog"):
        assert offer not in page
    assert _do(team, story, "add_task", stakeholder, text="No").status_code == 403
    assert signed_in(stakeholder).get(address(team, "edit", key=story.key)).status_code == 403
    assert signed_in(stakeholder).get(address(team, "backlog") + "?story=new").context["editor"] == {}


def test_an_outsider_and_a_missing_story_get_the_same_nothing(team):
    story, outsider = make_story(team), owner_of(make_team("Other"))
    assert signed_in(outsider).get(address(team, "story", key=story.key)).status_code == 404
    assert signed_in(owner_of(team)).get(address(team, "story", key="NOPE-1")).status_code == 404
