"""The place of people in an organisation: who may change whose, and what of them stays (PPL-5, BAR S1, S5, A5)."""

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, DomainError, NotAllowed
from teams.access import team_access
from teams.colleagues.services import change_role, deactivate, let_back_in, remove_person
from teams.invitations.services.accepting import NoInvitation, accept_invitation
from teams.invitations.services.inviting import invite_person, invite_to_organisation
from teams.models import Activity, FormerMembership, OrganisationMembership, SignIn, User
from teams.rules import OrganisationRole, TeamRole
from teams.services.members import join_organisation
from tests.at_once import at_once
from tests.factories import NOW, make_member, make_story, make_team, make_user, owner_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def owner(team):
    return owner_of(team)


@pytest.fixture
def admin(team):
    return make_member(team, organisation_role=OrganisationRole.ADMIN)


@pytest.fixture
def nora(team):
    return make_member(team, TeamRole.PRODUCT_OWNER, TeamRole.MEMBER, name="Nora")


def place_of(user) -> OrganisationMembership:
    return OrganisationMembership.objects.get(user=user)


def is_refused(act, user, actor, **fields) -> bool:
    with pytest.raises(NotAllowed):
        act(membership=place_of(user), actor=actor, now=NOW, **fields)
    return True


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def url(name, team, **kwargs) -> str:
    return reverse(f"teams:{name}", kwargs={"organisation_slug": team.organisation.slug, **kwargs})


def test_an_owner_makes_admins_and_owners(team, owner, nora):
    for role in ("admin", "owner", "org_member"):
        change_role(membership=place_of(nora), role=role, actor=owner, now=NOW)
        assert place_of(nora).role == role
    assert Activity.objects.filter(verb="changed the role of", changes__person="Nora").count() == 3


@pytest.mark.parametrize("role", ["admin", "owner"])
def test_nobody_but_an_owner_raises_anybody(team, admin, nora, role):
    assert is_refused(change_role, nora, admin, role=role)
    assert is_refused(change_role, admin, admin, role="owner")
    assert is_refused(change_role, nora, nora, role=role)


def test_an_admin_does_nothing_to_owners_and_admins(team, owner, admin):
    other = make_member(team, organisation_role=OrganisationRole.ADMIN)
    for act in (deactivate, remove_person):
        assert is_refused(act, owner, admin)
        assert is_refused(act, other, admin)


def test_the_last_owner_stays(team, owner, admin):
    with pytest.raises(Conflict, match="last owner"):
        change_role(membership=place_of(owner), role="admin", actor=owner, now=NOW)
    change_role(membership=place_of(admin), role="owner", actor=owner, now=NOW)
    change_role(membership=place_of(owner), role="admin", actor=owner, now=NOW)
    assert place_of(owner).role == "admin"


def test_an_owner_whose_account_is_closed_does_not_count(team, owner, nora):
    change_role(membership=place_of(nora), role="owner", actor=owner, now=NOW)
    type(nora).objects.filter(pk=nora.pk).update(is_active=False)
    with pytest.raises(Conflict, match="last owner"):
        change_role(membership=place_of(owner), role="org_member", actor=owner, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_remove_each_other_at_once_one_stays(monkeypatch):
    monkeypatch.setattr("live.bus.broadcast", lambda *frame: None)
    team = make_team()
    first, second = owner_of(team), make_member(team, organisation_role=OrganisationRole.OWNER)
    pairs = [(place_of(first), second), (place_of(second), first)]
    acts = [lambda p=place, a=actor: remove_person(membership=p, actor=a, now=NOW) for place, actor in pairs]
    answers = at_once(*acts, refusals=DomainError)
    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    assert team.organisation.memberships.filter(role="owner").count() == 1


@pytest.mark.parametrize("act", [deactivate, remove_person])
def test_who_is_out_sees_nothing_and_comes_back_with_role_and_teams(team, owner, nora, act):
    change_role(membership=place_of(nora), role="admin", actor=owner, now=NOW)
    story = make_story(team)
    story.assignees.add(nora)
    client = client_of(nora)
    former = act(membership=place_of(nora), actor=owner, now=NOW)
    assert client.get(reverse("teams:people", kwargs=team.url_kwargs)).status_code == 404
    assert client.get(url("organisation_people", team)).status_code == 404
    assert list(story.assignees.all()) == [nora]
    let_back_in(former=former, actor=owner, now=NOW)
    access = team_access(nora, pk=team.pk)
    assert access.roles == {"admin", "product_owner", "member"}
    assert not FormerMembership.objects.exists()


def test_a_team_that_was_left_before_stays_left(team, owner, nora):
    team.memberships.filter(user=nora).update(left_at=NOW.replace(year=2025))
    former = deactivate(membership=place_of(nora), actor=owner, now=NOW)
    let_back_in(former=former, actor=owner, now=NOW)
    assert not team.memberships.current().filter(user=nora).exists()


def test_nobody_ends_their_own_access_and_nobody_is_let_in_twice(team, owner, nora):
    with pytest.raises(Conflict, match="your own access"):
        deactivate(membership=place_of(owner), actor=owner, now=NOW)
    former = deactivate(membership=place_of(nora), actor=owner, now=NOW)
    let_back_in(former=former, actor=owner, now=NOW)
    with pytest.raises(Conflict, match="in already"):
        let_back_in(former=former, actor=owner, now=NOW)


def test_a_deactivated_person_cannot_come_back_by_an_invitation(team, owner, nora):
    who = {"email": nora.email, "by_letter": True, "actor": owner, "now": NOW}
    other = make_team("Atlas", organisation=team.organisation, owner=owner)
    _, token = invite_person(team=other, roles=["member"], **who)
    former = deactivate(membership=place_of(nora), actor=owner, now=NOW)
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, user=nora, now=NOW)
    with pytest.raises(Conflict, match="is deactivated"):
        invite_person(team=team, roles=["member"], **who)
    _, token = invite_to_organisation(
        organisation=team.organisation, role="org_member", **{**who, "email": "n@home.example"}
    )
    nora.email = "n@home.example"
    nora.save()
    with pytest.raises(NoInvitation):
        accept_invitation(token=token, user=nora, now=NOW)
    assert former.removed_at is None


def test_who_was_removed_can_be_invited_anew_and_begins_as_a_member(team, owner, admin):
    remove_person(membership=place_of(admin), actor=owner, now=NOW)
    who = {"email": admin.email, "by_letter": True, "actor": owner, "now": NOW}
    _, token = invite_to_organisation(organisation=team.organisation, role="org_member", **who)
    accept_invitation(token=token, user=admin, now=NOW)
    assert place_of(admin).role == "org_member"
    assert not team.memberships.current().filter(user=admin).exists()


def test_an_admin_signs_a_member_out_everywhere(team, admin, nora):
    theirs, mine = client_of(nora), client_of(admin)
    assert theirs.get(url("organisation_people", team)).status_code == 200
    mine.post(url("sign_out_everywhere", team, pk=place_of(nora).pk))
    assert theirs.get(url("organisation_people", team)).status_code == 302
    assert [row.user for row in SignIn.objects.all()] == [admin]


def test_the_page_shows_teams_and_roles_and_offers_only_what_the_reader_may(team, owner, admin, nora):
    join_organisation(organisation=team.organisation, user=make_user("Bo Bare"), actor=owner, now=NOW)
    pages = {who: client_of(who).get(url("organisation_people", team)).content.decode() for who in (owner, admin, nora)}
    for page in pages.values():
        assert "Product owner, Team member" in page
        assert "On no team" in page
    change = url("change_organisation_role", team, pk=place_of(nora).pk, role="admin")
    out = url("deactivate_person", team, pk=place_of(nora).pk)
    assert [(change in page, out in page) for page in pages.values()] == [(True, True), (False, True), (False, False)]


def test_with_htmx_the_list_comes_back_with_an_undo_that_works(team, owner, nora):
    client = client_of(owner)
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "everybody"}
    answer = client.post(url("remove_person", team, pk=place_of(nora).pk), **htmx)
    assert 'id="everybody"' in answer.content.decode()
    assert "Nora" not in answer.content.decode()
    undo = url("let_back_in", team, pk=FormerMembership.objects.get().pk)
    assert undo in answer["HX-Trigger"]
    assert client.post(undo, HTTP_HX_REQUEST="true")["HX-Redirect"] == url("organisation_people", team)
    assert place_of(nora).role == "org_member"


def test_who_is_on_no_team_lands_among_the_people_who_can_help(team, owner):
    bo = make_user("Bo Bare")
    join_organisation(organisation=team.organisation, user=bo, actor=owner, now=NOW)
    page = client_of(bo).get("/", follow=True)
    assert page.redirect_chain[-1][0] == url("organisation_people", team)
    assert f"{owner} can add you to one." in page.content.decode()


def test_people_of_a_large_organisation_are_found_page_by_page_and_by_name(team, owner, django_assert_max_num_queries):
    people = User.objects.bulk_create(User(email=f"p{n}@large.example", name=f"Person {n:03}") for n in range(120))
    OrganisationMembership.objects.bulk_create(
        OrganisationMembership(organisation=team.organisation, user=one, joined_at=NOW) for one in people
    )
    client, address = client_of(owner), url("organisation_people", team)
    with django_assert_max_num_queries(20):
        first = client.get(address).content.decode()
    last = client.get(address + "?page=3").content.decode()
    assert ("Person 010" in first, "Person 119" in first) == (True, False)
    assert ("Person 010" in last, "Person 119" in last) == (False, True)
    found = client.get(address, {"q": "person p77@"}).content.decode()
    assert ("Person 077" in found, "Person 076" in found, "1 found" in found) == (True, False, True)
    assert "Nobody here is called that" in client.get(address, {"q": "nobody"}).content.decode()


def test_an_act_on_somebody_found_comes_back_to_what_was_found(team, owner, nora):
    there = url("deactivate_person", team, pk=place_of(nora).pk) + "?q=nor&page=1"
    assert client_of(owner).post(there)["Location"].endswith("/people/?q=nor&page=1")
