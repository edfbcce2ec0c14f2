"""Who leaves a team or an organisation hears nothing of it any more, within seconds and whatever page is open (S5)."""

import pytest
from django.db import transaction

from live.publish import publish
from teams.colleagues.services import deactivate, remove_person
from teams.models import OrganisationMembership
from teams.rules import TeamRole
from teams.services.members import edit_member, remove_member
from tests.factories import NOW, make_member, make_team, owner_of

FORBIDDEN = 4403
pytestmark = pytest.mark.django_db(transaction=True)


def leave_team(user, **who):
    remove_member(membership=user.team_memberships.get(), **who)


def lose_access(user, **who):
    deactivate(membership=OrganisationMembership.objects.get(user=user), **who)


def be_removed(user, **who):
    remove_person(membership=OrganisationMembership.objects.get(user=user), **who)


def test_every_way_out_closes_the_open_sockets_of_that_person_and_no_others(connect):
    team = make_team()
    owner, stays = owner_of(team), make_member(team, TeamRole.MEMBER, name="Stays")
    topic = f"backlog:{team.pk}"
    staying = connect(stays)
    assert staying.subscribe(topic)["kind"] == "hello"
    for leave in (leave_team, lose_access, be_removed):
        person = make_member(team, TeamRole.MEMBER, name=leave.__name__)
        leaving = connect(person)
        assert leaving.subscribe(topic)["kind"] == "hello"
        leave(person, actor=owner, now=NOW)
        assert leaving.end() == FORBIDDEN, leave.__name__
    edit_member(membership=stays.team_memberships.get(), roles=[TeamRole.STAKEHOLDER], actor=owner, now=NOW)
    with transaction.atomic():
        publish(topic, "moved", {})
    assert staying.hear_kind("moved")
