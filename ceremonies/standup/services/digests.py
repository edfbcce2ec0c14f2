"""A written standup is posted once, after its cut-off (STD-5)."""

from datetime import date, datetime

from django.db import transaction

from ceremonies.models import PostedStandup, StandupAgreement
from ceremonies.standup import rules
from ceremonies.standup.queries import days_to_answer, expected_on, settled_at
from core.hooks import Hook
from teams.models import Team
from teams.services import diary

digest_posted = Hook("A written standup was posted, once for each day: digest, now")


@transaction.atomic
def post_digest(*, team: Team, day: date, now: datetime) -> PostedStandup | None:
    """Posts a day's answers as one digest. Again, or by two workers at once: the one that there is.

    None before the cut-off, on days that the team meets on, and when nobody is at work.
    """
    agreement = StandupAgreement.objects.select_for_update().filter(team=team).first()
    if agreement is None or not rules.is_written(day, agreement.written_on) or now < settled_at(team, day):
        return None
    if posted := team.posted_standups.filter(day=day).first():
        return posted
    expected = {user.pk for user in expected_on(team, day)}
    answered = team.standup_answers.filter(day=day).count()
    if not expected and not answered:
        return None
    digest = PostedStandup.objects.create(team=team, day=day, posted_at=now, answered=answered, expected=len(expected))
    diary.record(actor=None, verb="posted", subject=digest, now=now, team=team, answered=answered)
    digest_posted(digest=digest, now=now)
    return digest


def post_due_digests(now: datetime) -> int:
    """Posts what is due in every team by that team's own clock; returns how many digests there are for today."""
    posted = 0
    for agreement in StandupAgreement.objects.exclude(written_on=[]).select_related("team__organisation"):
        team = agreement.team
        today = team.today(now)
        if today in days_to_answer(team, now):
            posted += post_digest(team=team, day=today, now=now) is not None
    return posted
