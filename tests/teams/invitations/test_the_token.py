"""An invitation opens once, for its address, and never further than its inviter may (BAR A5)."""

from datetime import timedelta

import pytest

from core.errors import Conflict, NotAllowed
from teams.invitations.queries import open_invitation
from teams.invitations.rules import addresses, is_address
from teams.invitations.services.accepting import NoInvitation, accept_invitation
from teams.invitations.services.inviting import invite_person, renew_invitation, revoke_invitation
from teams.models import Invitation, OrganisationMembership
from teams.rules import OrganisationRole, TeamRole
from teams.services.members import add_member, edit_member, join_organisation, remove_member
from tests.factories import NOW, make_member, make_team, make_user, owner_of
from tests.in_processes import in_processes

WEEK = timedelta(days=7)


def invited(team, email="nora@example.org", roles=("member",), actor=None, now=NOW):
    return invite_person(team=team, email=email, roles=roles, by_letter=True, actor=actor or owner_of(team), now=now)


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def nora(db):
    return make_user("Nora", email="nora@example.org")


def is_refused(token, user, now=NOW) -> bool:
    try:
        accept_invitation(token=token, user=user, now=now)
    except NoInvitation as refusal:
        return str(refusal) == "This invitation cannot be used."
    return False


def test_who_is_invited_gets_the_roles_and_nothing_more(team, nora):
    _, token = invited(team, "Nora@Example.org", ["stakeholder"])
    accept_invitation(token=token, user=nora, now=NOW)
    assert team.memberships.get(user=nora).roles == ["stakeholder"]
    assert team.organisation.memberships.get(user=nora).role == OrganisationRole.MEMBER


def test_the_token_has_256_random_bits_and_is_stored_nowhere(team):
    invitation, token = invited(team)
    assert len(token) == 43
    assert token not in {str(getattr(invitation, field.attname)) for field in invitation._meta.fields}
    assert invited(team, "b@example.org")[1] != token


@pytest.mark.parametrize(("age", "works"), [(WEEK - timedelta(minutes=1), True), (WEEK, False)])
def test_it_ends_after_seven_days(team, nora, age, works):
    _, token = invited(team)
    assert is_refused(token, nora, NOW + age) != works


def test_it_works_once(team, nora):
    _, token = invited(team)
    accept_invitation(token=token, user=nora, now=NOW)
    assert is_refused(token, nora)


def test_it_works_for_its_address_only_and_stays_for_the_owner(team, nora):
    _, token = invited(team)
    assert is_refused(token, make_user("Eve"))
    assert not is_refused(token, nora)


def test_it_dies_when_withdrawn_and_when_sent_again(team, nora):
    first, token = invited(team)
    _, newer = renew_invitation(invitation=first, by_letter=False, actor=owner_of(team), now=NOW)
    assert is_refused(token, nora)
    assert open_invitation(newer, NOW)
    revoke_invitation(invitation=first, actor=owner_of(team), now=NOW)
    assert is_refused(newer, nora)


def test_it_never_changes_a_role_that_the_person_got_meanwhile(team, nora):
    _, token = invited(team, roles=["product_owner", "member"])
    join_organisation(organisation=team.organisation, user=nora, actor=owner_of(team), now=NOW)
    add_member(team=team, user=nora, roles=["stakeholder"], actor=owner_of(team), now=NOW)
    accept_invitation(token=token, user=nora, now=NOW)
    assert team.memberships.get(user=nora).roles == ["stakeholder"]


def test_nobody_invites_further_than_they_may(team):
    master, member = make_member(team, TeamRole.SCRUM_MASTER), make_member(team)
    invited(team, "a@example.org", actor=master)
    for actor, role in ((master, "product_owner"), (master, "scrum_master"), (member, "member")):
        with pytest.raises(NotAllowed):
            invited(team, "b@example.org", [role], actor=actor)


def test_a_scrum_master_cannot_renew_what_only_an_owner_may_give(team):
    invitation, _ = invited(team, roles=["product_owner"])
    with pytest.raises(NotAllowed):
        renew_invitation(
            invitation=invitation, by_letter=False, actor=make_member(team, TeamRole.SCRUM_MASTER), now=NOW
        )


def test_an_invitation_dies_with_the_inviters_right(team, nora):
    master = make_member(team, TeamRole.SCRUM_MASTER)
    membership = team.memberships.get(user=master)
    _, token = invited(team, actor=master)
    edit_member(membership=membership, roles=["member"], actor=owner_of(team), now=NOW)
    assert is_refused(token, nora)
    edit_member(membership=membership, roles=["scrum_master"], actor=owner_of(team), now=NOW)
    OrganisationMembership.objects.filter(user=master).delete()
    remove_member(membership=membership, actor=owner_of(team), now=NOW)
    assert is_refused(token, nora)


def test_a_second_invitation_and_one_of_a_member_are_refused_by_name(team):
    invited(team)
    with pytest.raises(Conflict, match="is invited already"):
        invited(team)
    with pytest.raises(Conflict, match="is on the team already"):
        invited(team, make_member(team).email.upper())


def test_inviting_does_not_tell_who_has_an_account(team, nora):
    known, unknown = invited(team)[0], invited(team, "nobody@example.org")[0]
    assert (known.roles, known.expires_at) == (unknown.roles, unknown.expires_at)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_processes_that_accept_at_once_one_does(monkeypatch):
    monkeypatch.setattr("live.bus.broadcast", lambda *frame: None)
    team, nora = make_team(), make_user("Nora", email="nora@example.org")
    _, token = invited(team)

    def accept() -> str:
        return accept_invitation(token=token, user=nora, now=NOW).email

    answers = in_processes(20, accept, refusals=NoInvitation)
    assert sorted(answers) == ["NoInvitation"] * 19 + ["nora@example.org"]
    assert Invitation.objects.get().accepted_by == nora
    assert team.memberships.filter(user=nora).count() == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@x.org, B@x.org;c@x.org\nd@x.org", ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]),
        ("a@x.org a@X.org", ["a@x.org"]),
        ("Ada Lovelace <ada@x.org>, bob@x.org", ["ada@x.org", "bob@x.org"]),
        ("\0 ,;", []),
    ],
)
def test_addresses_are_read_as_people_write_them(text, found):
    assert addresses(text) == found


@pytest.mark.parametrize("text", ["ada", "ada@", "@x.org", "a@b", "a@@x.org", "a b@x.org", "a" * 300 + "@x.org"])
def test_what_is_no_address_is_told(text):
    assert not is_address(text)
