import pytest
from django.utils import timezone

from stories.checks.services import add_criterion, tick_criterion
from stories.models import Story
from stories.personas.services import retire_persona
from stories.story.services import delete_story, edit_story, estimate_story
from teams.services.members import remove_member
from tests.factories import NOW, make_member, make_persona, make_story, make_team, owner_of
from tests.stories.world import HTMX, address, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def _post(team, story=None, user=None, **sent):
    user = user or owner_of(team)
    target = address(team, "edit", key=story.key) if story else address(team, "new_story")
    return signed_in(user).post(target, sent)


def _errors(answer) -> dict:
    return dict(answer.context["editor"]["form"].errors)


def test_a_whole_story_is_written_in_one_post(team):
    persona, colleague = make_persona(team), make_member(team, name="Priya Nair")
    answer = _post(
        team,
        kind="story",
        persona=persona.pk,
        goal="to see open alarms",
        value="nothing is missed",
        description="**Why**",
        points="5",
        new_epic="Night-proof recorders",
        new_labels="gateway, pairing , gateway",
        assignees=[colleague.pk],
        **{"criteria-b": "Given a, when b, then c", "criteria-a": "Plain", "criteria-c": ""},
    )
    story = Story.objects.get()
    assert answer["Location"] == address(team, "story", key=story.key)
    assert (story.title, story.points, str(story.epic)) == ("See open alarms", 5, "Night-proof recorders")
    assert sorted(map(str, story.labels.all())) == ["gateway", "pairing"]
    assert [(c.given, c.text) for c in story.criteria.all()] == [("a", ""), ("", "Plain")]
    assert list(story.assignees.all()) == [colleague]


def test_a_spike_has_a_question_and_a_timebox_and_no_points(team):
    _post(team, kind="spike", question="Does the new radio reach ward 4?", timebox_days="0.5", points="8")
    story = Story.objects.get()
    assert (story.kind, story.timebox_days, story.points) == ("spike", 0.5, None)


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"points": "-3"}, "points", "valid choice"),
        ({"points": "9" * 10**6}, "points", "valid choice"),
        ({"points": "NaN"}, "points", "valid choice"),
        ({"timebox_days": "40"}, "timebox_days", "valid choice"),
        ({"goal": "x" * 2001}, "goal", "At most 2000 characters fit here; this has 2001."),
        ({"description": "x" * 20001}, "description", "At most 20000"),
        ({"title": "x" * 201}, "title", "At most 200"),
        ({"goal": "nul \x00 byte"}, "goal", "Null characters"),
        ({"criteria-new": "nul \x00 byte"}, "criteria", "Null characters"),
        ({"criteria-new": "x" * 501}, "criteria", "Criterion 2: At most 500"),
        ({"kind": "chore"}, "kind", "valid choice"),
        ({"persona": "999999"}, "persona", "valid choice"),
        ({"persona": "9" * 40}, "persona", "valid choice"),
        ({"epic": "x"}, "epic", "valid choice"),
        ({"labels": ["1", "x"]}, "labels", "not a valid value"),
        ({"new_labels": "fine," + "x" * 41}, "new_labels", "more than 40"),
        ({"new_epic": "x" * 81}, "new_epic", "more than 80"),
        ({"title": " "}, "title", "needs a title"),
        ({"seen_version": "9" * 5000}, "seen_version", "whole number"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else None,
)
def test_bad_input_is_named_at_its_field_and_everything_typed_is_kept(team, sent, field, words):
    story = make_story(team)
    change = typed(owner_of(team), story, value="Typed and not to be lost", **sent)
    answer = _post(team, story, **change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in " ".join(_errors(answer)[field])
    assert "Typed and not to be lost" in page
    if isinstance(new := next(iter(sent.values())), str) and field in ("goal", "title", "description", "new_epic"):
        assert new.strip() in page
    story.refresh_from_db()
    assert (story.value, story.edit_version, team.labels.count()) == ("nothing is missed", 1, 0)


def test_an_empty_new_story_asks_for_a_goal_and_writes_nothing(team):
    answer = _post(team, kind="story")
    assert answer.status_code == 422
    assert "A story needs a title or a goal." in " ".join(_errors(answer)["title"])
    assert not Story.objects.exists()


def test_the_same_form_saved_unchanged_changes_nothing(team):
    story = make_story(team, criteria=("one", "Given a, when b, then c"), description="line\nline")
    _post(team, story, **typed(owner_of(team), story))
    story.refresh_from_db()
    assert (story.version, story.edit_version) == (2, 1)  # a tick of its Definition of Ready made it 2


def test_a_stale_form_shows_what_is_saved_beside_what_was_typed_and_saves_on_the_second_post(team):
    story, mine = make_story(team, criteria=("one",)), make_member(team)
    form = typed(mine, story, goal="my goal", **{"criteria-new": "my criterion"})
    edit_story(story=story, goal="their goal", actor=owner_of(team), now=timezone.now())
    add_criterion(story=story, criterion="their criterion", actor=owner_of(team), now=NOW)

    answer = _post(team, story, mine, **form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["editor"]["theirs"] == {"goal": "their goal"}
    assert "my goal" in page
    assert "my criterion" in page
    assert "their criterion" in page
    assert "Save mine over it" in page
    story.refresh_from_db()
    assert story.goal == "their goal"

    again = answer.context["editor"]["form"].data.dict()
    assert _post(team, story, mine, **again).status_code == 302
    story.refresh_from_db()
    assert story.goal == "my goal"
    assert sorted(map(str, story.criteria.all())) == ["my criterion", "one", "their criterion"]


def test_a_third_change_meanwhile_makes_even_the_second_post_stale(team):
    story = make_story(team)
    form = typed(owner_of(team), story, goal="mine")
    edit_story(story=story, goal="theirs", actor=owner_of(team), now=NOW)
    again = _post(team, story, **form).context["editor"]["form"].data.dict()
    edit_story(story=story, goal="theirs again", actor=owner_of(team), now=NOW)
    answer = _post(team, story, **again)
    assert answer.context["editor"]["theirs"] == {"goal": "theirs again"}


def test_an_estimate_made_elsewhere_is_not_taken_back_by_a_form_that_did_not_touch_it(team):
    story = make_story(team, points=None)
    form = typed(owner_of(team), story, title="Better")
    estimate_story(story=story, points=8, actor=owner_of(team), now=NOW)
    _post(team, story, **form)
    story.refresh_from_db()
    assert (story.title, story.points) == ("Better", 8)


def test_what_was_typed_on_a_story_deleted_meanwhile_can_be_saved_as_a_new_one(team):
    story, client = make_story(team), signed_in(owner_of(team))
    sent = typed(owner_of(team), story, goal="my own words")
    edit = address(team, "edit", key=story.key)
    delete_story(story=story, actor=owner_of(team), now=NOW)
    assert client.get(edit).status_code == 404
    answer = client.post(edit, sent)
    assert answer.status_code == 422
    assert "was deleted in the meantime" in answer.content.decode()
    assert f'action="{address(team, "new_story")}"' in answer.content.decode()
    client.post(address(team, "new_story"), answer.context["editor"]["form"].data)
    assert (Story.objects.get().goal, str(Story.objects.get().criteria.get())) == ("my own words", "It works")


def test_a_retired_persona_is_offered_to_its_own_story_only(team):
    nurse = make_persona(team)
    story = make_story(team, persona=nurse)
    retire_persona(persona=nurse, actor=owner_of(team), now=NOW)
    client = signed_in(owner_of(team))
    assert "Ward nurse (retired)" in client.get(address(team, "edit", key=story.key)).content.decode()
    assert "Ward nurse" not in client.get(address(team, "new_story")).content.decode()
    assert _post(team, kind="story", goal="x", persona=nurse.pk).status_code == 422
    assert _post(team, story, **typed(owner_of(team), story, title="New")).status_code == 302


def test_somebody_who_left_the_team_stays_on_their_story(team):
    gone = make_member(team, name="Gone Person")
    story = make_story(team, assignees=[gone])
    remove_member(membership=team.memberships.get(user=gone), actor=owner_of(team), now=NOW)
    assert _post(team, story, **typed(owner_of(team), story, title="New")).status_code == 302
    assert list(story.assignees.all()) == [gone]


def test_ticked_criteria_keep_their_tick_when_the_form_is_saved(team):
    story = make_story(team)
    tick_criterion(criterion=story.criteria.get(), met=True, actor=owner_of(team), now=NOW)
    _post(team, story, **typed(owner_of(team), story, title="New"))
    assert story.criteria.get().met_at is not None


def test_points_of_another_scale_are_offered_and_kept(team):
    story = make_story(team, points=4)
    assert '<option value="4"' not in (page := _get_editor(team, story))
    assert 'name="points" value="4"' in page
    _post(team, story, **typed(owner_of(team), story, title="New"))
    story.refresh_from_db()
    assert story.points == 4


def _get_editor(team, story) -> str:
    return signed_in(owner_of(team)).get(address(team, "edit", key=story.key), headers=HTMX).content.decode()


def test_beside_the_list_the_editor_is_a_fragment_that_stays_open_after_saving(team):
    story = make_story(team)
    fragment = _get_editor(team, story)
    assert "<html" not in fragment
    assert 'hx-target="#editor"' in fragment
    client = signed_in(owner_of(team))
    answer = client.post(address(team, "edit", key=story.key), typed(owner_of(team), story, title="New"), headers=HTMX)
    assert answer.status_code == 200
    assert "backlogChanged" in answer["HX-Trigger"]
    assert answer["HX-Replace-Url"] == address(team, "backlog") + f"?story={story.key}"
    assert 'value="New"' in answer.content.decode()


def test_the_address_opens_the_editor_beside_the_list(team):
    story = make_story(team)
    client = signed_in(owner_of(team))
    assert client.get(address(team, "backlog") + f"?story={story.key}").context["editor"]["story"] == story
    assert client.get(address(team, "backlog") + "?story=new").context["editor"]["story"] is None
    for nobody in ("NOPE-1", "\x00", "x" * 500):
        assert not client.get(address(team, "backlog"), {"story": nobody}).context["editor"]


def test_markdown_and_markup_that_people_write_cannot_act(team):
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    story = make_story(team, evil, goal=evil, value=evil, description=evil, criteria=(evil,))
    client = signed_in(owner_of(team))
    for page in ("story", "edit"):
        html = client.get(address(team, page, key=story.key)).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html
    assert "<script>alert" not in client.get(address(team, "backlog")).content.decode()
