"""The release that team Pulse works towards, one without a date, and what its stakeholders were asked."""

from datetime import datetime, timedelta

from forecasting.models import Release
from forecasting.releases.choices import Choice
from forecasting.releases.decisions.services import ask_decision, decide
from forecasting.releases.services import create_release
from sprints.models import LedgerEvent, Sprint
from stories.models import Story
from teams.models import Team, User

# Sprints, counted back from the running one, whose stories belong to the release besides its epic.
SPRINTS_BACK = (0, 1, 5, 6)
MADE_DAYS_AGO = 52
TARGET_DAYS_AFTER = 28  # the sprint: two sprints later
WITHOUT = "Suggest limits from the first night"
QUESTION = f"Ship on time without “{WITHOUT}”?"


def make_releases(team: Team, users: dict[str, User], running: Sprint, now: datetime) -> None:
    """Both releases as they stand now, the first with a question that waits for the chief of cardiology."""
    ines = users["ines"]
    numbers = [running.number - back for back in SPRINTS_BACK]
    begun = LedgerEvent.objects.filter(sprint__team=team, sprint__number__in=numbers).exclude(story_id=None)
    alarms = create_release(
        team=team, name="Release 2.4", goal="Bedside alarms that a ward can trust",
        target_date=running.end_date + timedelta(TARGET_DAYS_AFTER),
        epics=team.epics.filter(name="Alarms people trust"), actor=ines, now=now - timedelta(MADE_DAYS_AGO),
        stories=Story.objects.filter(pk__in=begun.values("story_id")).live(),
    )  # fmt: skip
    create_release(
        team=team, name="Quieter nights", goal="Small things for the night shift, shipped as they are done",
        epics=team.epics.filter(name="Night-proof recorders"), pace_percent=20, actor=ines, now=now - timedelta(20),
    )  # fmt: skip
    _ask(alarms, users, now)


def _ask(release: Release, users: dict[str, User], now: datetime) -> None:
    decision = ask_decision(
        release=release, question=QUESTION, actor=users["ines"], now=now,
        options=[Choice.GO, Choice.CUT_SCOPE, Choice.MOVE_DATE],
        left_out=release.team.stories.filter(title=WITHOUT),
    )  # fmt: skip
    decide(
        decision=decision, choice=Choice.MOVE_DATE, by=users["helena"], now=now,
        reason="Limits that fit a patient are what the ward asked for; two weeks more are worth it.",
    )  # fmt: skip
