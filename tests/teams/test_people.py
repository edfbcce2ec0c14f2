import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, Invalid, NotAllowed
from teams.access import team_access
from teams.models import Team
from teams.people.rules import hints
from teams.permissions import require_grantable
from teams.rules import TeamRole
from teams.services.members import add_member, edit_profile, remove_member
from teams.services.organisations import create_organisation, create_team, edit_team
from tests.factories import NOW, make_member, make_team, make_user, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_equal_names_get_addresses_and_keys_of_their_own():
    owner = make_user()
    first, second = (create_organisation(name="Heartworks", owner=owner, now=NOW) for _ in range(2))
    assert (first.slug, second.slug) == ("heartworks", "heartworks-2")
    teams = [create_team(organisation=first, name="Pulse", actor=owner, now=NOW) for _ in range(2)]
    assert [(team.slug, team.key) for team in teams] == [("pulse", "PULS"), ("pulse-2", "PULS2")]


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([["member"]] * 2 + [["scrum_master"], ["product_owner"]], "2 developers: fewer than 3"),
        ([["member"]] * 10 + [["scrum_master"], ["product_owner"]], "10 developers: more than 9"),
        ([["member"]] * 4 + [["scrum_master", "product_owner"]], "are one person"),
        ([["member"]] * 4 + [["scrum_master"]], "Nobody is product owner"),
        ([["member"]] * 4 + [["product_owner"]], "Nobody is Scrum master"),
    ],
)
def test_team_health_says_what_deserves_a_look(roles, words):
    assert [hint.text for hint in hints(roles) if not hint.good and words in hint.text]


def test_a_healthy_team_gets_no_hint():
    assert all(hint.good for hint in hints([["member"]] * 4 + [["scrum_master"], ["product_owner"]]))


def test_a_scrum_master_cannot_make_anybody_product_owner():
    team = make_team()
    master, member = make_member(team, TeamRole.SCRUM_MASTER), make_member(team)
    url = reverse("teams:edit_member", kwargs={**team.url_kwargs, "pk": team.memberships.get(user=member).pk})
    form = {"roles": ["member", "product_owner"], "allocation": 100, "kind": "embedded"}
    assert client_of(master).post(url, form).status_code == 422
    api = reverse("api:member-detail", kwargs={"pk": team.memberships.get(user=member).pk})
    answer = client_of(master).patch(api, {"roles": ["product_owner"]}, content_type="application/json")
    assert answer.status_code == 403
    assert team.memberships.get(user=member).roles == ["member"]
    assert client_of(owner_of(team)).post(url, form).status_code == 302
    assert set(team.memberships.get(user=member).roles) == {"member", "product_owner"}


def test_a_scrum_master_cannot_take_the_product_owner_out():
    team = make_team()
    access = team_access(make_member(team, TeamRole.SCRUM_MASTER), pk=team.pk)
    with pytest.raises(NotAllowed):
        require_grantable(access, [TeamRole.PRODUCT_OWNER], [])


def test_a_person_from_elsewhere_cannot_be_added():
    team = make_team()
    with pytest.raises(Invalid) as refusal:
        add_member(team=team, user=make_user(), roles=["member"], actor=owner_of(team), now=NOW)
    assert refusal.value.field == "user"


def test_a_second_add_is_a_conflict_and_a_former_member_can_come_back():
    team = make_team()
    user = make_member(team)
    again = {"team": team, "user": user, "roles": ["member"], "actor": owner_of(team), "now": NOW}
    with pytest.raises(Conflict):
        add_member(**again)
    remove_member(membership=team.memberships.get(user=user), actor=owner_of(team), now=NOW)
    assert add_member(**again).left_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("key", "1-2"),
        ("time_zone", "Mars/Olympus"),
        ("working_days", []),
        ("sprint_days", 0),
        ("scale", "lines of code"),
    ],
)
def test_a_bad_setting_is_refused_at_its_field(field, value):
    team = make_team()
    with pytest.raises(Invalid) as refusal:
        edit_team(team=team, actor=owner_of(team), now=NOW, **{field: value})
    assert (refusal.value.field, bool(refusal.value.fix)) == (field, True)


def test_a_new_name_shows_on_cached_cards_at_once():
    team = make_team()
    before = Team.objects.get(pk=team.pk).look_version
    edit_profile(user=owner_of(team), name="Olga Oak", single_keys=True)
    assert Team.objects.get(pk=team.pk).look_version > before


def test_a_scrum_master_who_is_a_line_manager_deserves_a_look():
    roles = [["member"]] * 4 + [["scrum_master"], ["product_owner"]]
    assert "line manager" in next(hint.text for hint in hints(roles, [["scrum_master"]]) if not hint.good)


def test_today_says_to_those_who_can_change_the_team_what_deserves_a_look():
    team = make_team()
    address = reverse("teams:health", kwargs=team.url_kwargs)
    assert "Nobody is product owner" in client_of(owner_of(team)).get(address).content.decode()
    assert client_of(make_member(team)).get(address).content.decode().strip() == ""
