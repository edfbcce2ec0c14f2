"""The calendar as people use it: who may be told why, what overlaps, and what planning makes of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Conflict
from sprints.board.header import days_of
from sprints.closing.services import Destination, close_sprint
from sprints.planning.queries import staffing_of
from sprints.planning.services import follow_calendar, set_capacity
from sprints.reports.queries import report_of
from teams.access import team_access
from teams.availability.queries import away_on, capacity_days, promised_twice
from teams.availability.services.absences import enter_absence, remove_absence, restore_absence
from teams.availability.services.allocations import allocate
from teams.availability.services.holidays import add_day_off, keep_holidays_of, work_on_holiday
from teams.rules import TeamRole
from teams.services.members import add_member
from tests.factories import NOW, make_member, make_running_sprint, make_sprint, make_team, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 13)


@pytest.fixture
def team():
    return make_team()


def off(team, user, first, last=None, **about):
    return enter_absence(
        organisation=team.organisation, user=user, first_day=first, last_day=last or first, actor=user, now=NOW, **about
    )


def page(team, user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.get(reverse("teams:calendar", kwargs=team.url_kwargs) + f"?from={FIRST}&to={LAST}").content.decode()


def test_days_off_count_at_once_and_a_commitment_keeps_what_it_had(team):
    running, owner = make_running_sprint(team), owner_of(team)
    planned = make_sprint(team)
    off(team, owner, date(2026, 11, 5), date(2026, 11, 6), until_noon=True)
    assert capacity_days(team, FIRST, LAST) == {owner.pk: Decimal("8.5")}
    assert staffing_of(planned).days == Decimal("8.5")
    assert running.commitment.capacity_days == 10


def test_a_running_sprint_counts_no_day_off_of_the_team_and_a_closed_one_keeps_what_it_had(team):
    sprint, owner = make_running_sprint(team), owner_of(team)
    add_day_off(team=team, day=date(2026, 11, 5), name="Outing", actor=owner, now=NOW)
    assert (days_of(sprint, team, NOW).total, len(report_of(sprint).days)) == (9, 9)
    close_sprint(sprint=sprint, destinations={team.stories.get().pk: Destination.BACKLOG}, actor=owner, now=NOW)
    add_day_off(team=team, day=date(2026, 11, 6), name="Moving house", actor=owner, now=NOW)
    sprint.refresh_from_db()
    assert [day.day for day in report_of(sprint).days] == [2, 3, 4, 6, 9, 10, 11, 12, 13]


def test_what_is_entered_by_hand_counts_until_the_calendar_is_followed_again(team):
    sprint, owner = make_sprint(team), owner_of(team)
    set_capacity(sprint=sprint, user=owner, actor=owner, now=NOW, days_off=4)
    off(team, owner, date(2026, 11, 5))
    assert [(one.available, one.by_hand) for one in staffing_of(sprint).people] == [(6, True)]
    follow_calendar(sprint=sprint, user=owner, actor=owner, now=NOW)
    assert [(one.available, one.by_hand) for one in staffing_of(sprint).people] == [(9, False)]


def test_why_somebody_is_away_is_told_to_them_and_to_scrum_masters_only(team):
    member, other = make_member(team), make_member(team)
    stakeholder = make_member(team, TeamRole.STAKEHOLDER)
    off(team, member, date(2026, 11, 5), kind="ill", note="Broken leg")
    for told in (member, owner_of(team)):
        assert "Broken leg" in page(team, told)
    for user in (other, stakeholder):
        assert "Thu 5 November" in page(team, user)
        assert "Broken leg" not in page(team, user)
        assert ">Ill<" not in page(team, user)


def test_days_off_that_meet_others_are_refused_with_their_dates(team):
    owner = owner_of(team)
    off(team, owner, date(2026, 11, 5), until_noon=True)
    off(team, owner, date(2026, 11, 5), from_noon=True)
    with pytest.raises(Conflict, match="5 November 2026"):
        off(team, owner, date(2026, 11, 4), date(2026, 11, 6))


def test_a_removal_can_be_taken_back_unless_other_days_took_its_place(team):
    owner = owner_of(team)
    absence = off(team, owner, date(2026, 11, 5))
    remove_absence(absence=absence, actor=owner, now=NOW)
    assert away_on(team, date(2026, 11, 5)) == []
    restore_absence(absence=absence, actor=owner, now=NOW)
    [away] = away_on(team, date(2026, 11, 5))
    assert (away.user, away.back) == (owner, date(2026, 11, 6))
    remove_absence(absence=absence, actor=owner, now=NOW)
    off(team, owner, date(2026, 11, 5))
    with pytest.raises(Conflict):
        restore_absence(absence=absence, actor=owner, now=NOW)


def test_public_holidays_are_free_unless_the_team_works_on_them(team):
    owner, christmas = owner_of(team), date(2026, 12, 25)
    keep_holidays_of(team=team, country="DE", subdivision="BE", actor=owner, now=NOW)
    team.refresh_from_db()
    assert capacity_days(team, christmas, christmas) == {owner.pk: 0}
    work_on_holiday(team=team, day=christmas, actor=owner, now=NOW)
    assert capacity_days(team, christmas, christmas) == {owner.pk: 1}


def test_more_than_the_whole_is_shown_without_naming_teams_one_may_not_see(team):
    atlas = make_team("Atlas", owner=owner_of(team), organisation=team.organisation)
    master, coach = make_member(team, TeamRole.SCRUM_MASTER), make_member(team)
    member = add_member(team=atlas, user=coach, roles=["member"], allocation=10, actor=owner_of(team), now=NOW)
    allocate(membership=member, percent=40, first_day=FIRST, last_day=LAST, actor=owner_of(team), now=NOW)
    found = promised_twice(team_access(master, pk=team.pk), FIRST)
    assert [(one.user, one.overload.percent, one.parts) for one in found if one.user == coach] == [
        (coach, 140, [(team, 100), (None, 40)]),
        (coach, 110, [(team, 100), (None, 10)]),
    ]
