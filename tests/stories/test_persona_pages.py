import pytest

from stories.models import Persona, Story
from stories.personas.services import retire_persona
from stories.story.services import archive_story
from teams.rules import TeamRole
from tests.factories import NOW, finish, make_member, make_persona, make_story, make_team, owner_of
from tests.stories.world import address, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def test_cards_count_open_stories_of_teams_that_the_person_may_see(team):
    nurse = make_persona(team)
    other = make_team("Atlas", owner=owner_of(team), organisation=team.organisation)
    make_story(team, persona=nurse)
    make_story(other, persona=nurse)
    finish(make_story(team, "Done", persona=nurse))
    archive_story(story=make_story(team, "Gone", persona=nurse), actor=owner_of(team), now=NOW)
    make_story(team, "For nobody", kind="bug")

    def seen_by(user):
        context = signed_in(user).get(address(team, "personas")).context
        [persona] = context["personas"]
        return persona.open_count, persona.story_count, context["without"]

    assert seen_by(owner_of(team)) == (2, 4, 1)
    assert seen_by(make_member(team)) == (1, 3, 1)
    assert seen_by(make_member(other)) == (1, 1, 0)


@pytest.mark.parametrize("count", [3, 60])
def test_three_and_sixty_personas_take_the_same_queries(team, count, django_assert_num_queries):
    for n in range(count):
        make_story(team, f"Story {n}", persona=make_persona(team, f"Persona {n}"))
    client = signed_in(owner_of(team))
    client.get(address(team, "personas"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address(team, "personas"))


LIST_QUERIES = 8


def test_a_persona_is_written_and_renamed_everywhere(team):
    client = signed_in(make_member(team, TeamRole.PRODUCT_OWNER))
    client.post(address(team, "persona_create"), {"name": "Nurse", "icon": "bell-ring", "goals": "Sleep\nCoffee"})
    nurse = Persona.objects.get()
    story = make_story(team, persona=nurse)
    client.post(address(team, "persona_edit", pk=nurse.pk), {"name": "Night nurse", "icon": "eye"})
    assert "night nurse" in client.get(address(team, "story", key=story.key)).content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "WARD NURSE"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"name": "Fine", "role": "x" * 161}, "role"),
        ({"name": "Fine", "goals": "x" * 2001}, "goals"),
        ({"name": "Fine", "icon": "skull"}, "icon"),
    ],
    ids=str,
)
def test_bad_input_is_named_and_kept(team, sent, field):
    make_persona(team)
    form = {"icon": "eye", "frustrations": "Typed and kept", **sent}
    answer = signed_in(owner_of(team)).post(address(team, "persona_create"), form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Typed and kept" in answer.content.decode()
    assert Persona.objects.count() == 1


def test_retiring_keeps_a_used_persona_and_deletes_an_unused_one(team):
    client, used, unused = signed_in(owner_of(team)), make_persona(team), make_persona(team, "Patient")
    make_story(team, persona=used)
    assert "used in 1 story of 1 team" in client.get(address(team, "persona", pk=used.pk)).content.decode()
    client.post(address(team, "persona_retire", pk=used.pk))
    page = client.post(address(team, "persona_retire", pk=unused.pk), follow=True).content.decode()
    assert "Patient was never used and is deleted." in page
    assert "Still named in 1 story." in page
    assert Persona.objects.get().retired_at is not None
    assert Story.objects.get().persona == used
    client.post(address(team, "persona_restore", pk=used.pk))
    assert Persona.objects.get().retired_at is None
    assert client.post(address(team, "persona_restore", pk=used.pk)).status_code == 409


def test_the_page_of_a_persona_leaves_out_stories_of_hidden_teams(team):
    nurse = make_persona(team)
    other = make_team("Atlas", owner=owner_of(team), organisation=team.organisation)
    make_story(team, "Seen", persona=nurse)
    make_story(other, "Hidden", persona=nurse)
    page = signed_in(make_member(team)).get(address(team, "persona", pk=nurse.pk)).content.decode()
    assert "Seen" in page
    assert "Hidden" not in page


def test_members_read_and_do_not_change_and_other_organisations_see_nothing(team):
    nurse, member, outsider = make_persona(team), make_member(team), owner_of(make_team("Other"))
    retire_persona(persona=make_persona(team, "Patient"), actor=owner_of(team), now=NOW)
    assert "New persona" not in signed_in(member).get(address(team, "personas")).content.decode()
    for name in ("persona_edit", "persona_retire", "persona_restore"):
        assert signed_in(member).post(address(team, name, pk=nurse.pk), {"name": "X"}).status_code == 403
        assert signed_in(outsider).post(address(team, name, pk=nurse.pk), {"name": "X"}).status_code == 404
    assert signed_in(owner_of(team)).get(address(team, "persona", pk=nurse.pk + 999)).status_code == 404
