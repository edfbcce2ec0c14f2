"""A small world with one of everything and one person of every kind, for the permission matrix."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from ceremonies.meeting.services import allow_guests, take_guest_seat, take_seat
from ceremonies.meeting.walking import begin, go_on
from ceremonies.models import Action, Demo, StandupAnswer
from ceremonies.poker.services.hosting import open_room, start_room
from ceremonies.poker.services.queueing import queue_stories
from ceremonies.polls.rules import TEMPLATES
from ceremonies.polls.services import ask_poll
from ceremonies.refinement.services import look_at, open_refinement
from ceremonies.retro.services.opening import open_retro
from ceremonies.review.phases import OPENING
from ceremonies.review.services.hearing import give_feedback
from ceremonies.review.services.opening import open_review
from ceremonies.standup.services.parking import park_topic
from ceremonies.standup.services.turns import open_standup
from stories.attachments.services import attach_file
from stories.checks.services import add_task
from stories.comments.services import write_comment
from stories.impediments.confidences import tell_in_confidence
from stories.impediments.services import raise_impediment
from stories.links.services import link_stories
from stories.models import Epic, Label
from teams.models import User
from teams.rules import OrganisationRole, TeamRole
from teams.services.members import join_organisation, remove_member
from teams.services.organisations import create_organisation, create_team
from telemetry_demo.alerting.models import Alert, AlertRule, DeviceKey, RuleTry, RuleVersion
from tests.factories import (
    NOW,
    make_member,
    make_persona,
    make_running_sprint,
    make_sprint,
    make_story,
    make_user,
    tick_all,
)
from tests.stories.files import a_file

INSIDERS = ("owner", "admin", "scrum_master", "product_owner", "member", "stakeholder")
OUTSIDERS = ("other_team_member", "stranger", "stranger_owner", "removed", "superuser")
# Nobody's account: "guest" came into our poker room by its link.
PRINCIPALS = (*INSIDERS, *OUTSIDERS, "deactivated", "anonymous", "guest")


@dataclass
class World:
    """The objects that requests of the matrix talk about."""

    people: dict[str, User]
    team: Any
    foreign_team: Any
    persona: Any
    story: Any
    board_story: Any
    running: Any
    planned: Any
    things: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    at_rest: dict[str, int] = field(default_factory=dict)

    @property
    def organisation(self):
        return self.team.organisation


def _people(team) -> dict[str, User]:
    people = {"owner": team.memberships.get().user}
    people["admin"] = make_user("Ada Admin")
    join_organisation(
        organisation=team.organisation, user=people["admin"], actor=people["owner"], now=NOW,
        role=OrganisationRole.ADMIN,
    )  # fmt: skip
    for role in TeamRole:
        people[role.value] = make_member(team, role, name=f"{role.value.title()} Person")
    people["removed"] = make_member(team, TeamRole.SCRUM_MASTER, name="Gone Person")
    remove_member(membership=team.memberships.get(user=people["removed"]), actor=people["owner"], now=NOW)
    people["deactivated"] = make_member(team, TeamRole.SCRUM_MASTER, name="Off Person")
    people["deactivated"].is_active = False
    people["deactivated"].save()
    people["superuser"] = make_user("Super User", is_staff=True, is_superuser=True)
    return people


def make_world() -> World:
    """Two organisations of equal names with teams of equal names; ours has a running and a planned sprint."""
    owner, stranger_owner = make_user("Olga Owner"), make_user("Olga Owner")
    organisation = create_organisation(name="Heartworks", owner=owner, now=NOW)
    foreign = create_organisation(name="Heartworks", owner=stranger_owner, now=NOW)
    team = create_team(organisation=organisation, name="Pulse", actor=owner, now=NOW)
    foreign_team = create_team(organisation=foreign, name="Pulse", actor=stranger_owner, now=NOW)
    other_team = create_team(organisation=organisation, name="Atlas", actor=owner, now=NOW)
    people = _people(team)
    people["stranger_owner"] = stranger_owner
    people["stranger"] = make_member(foreign_team, TeamRole.MEMBER, name="Strange Person")
    people["other_team_member"] = make_member(other_team, TeamRole.SCRUM_MASTER, name="Neighbour Person")
    board_story = make_story(team, "On the board")
    running = make_running_sprint(team, stories=[board_story])
    world = World(
        people=people,
        team=team,
        foreign_team=foreign_team,
        persona=make_persona(team),
        story=make_story(team, "In the backlog"),
        board_story=board_story,
        running=running,
        planned=make_sprint(team, stories=[make_story(team, "Planned")]),
    )
    comment = write_comment(story=world.story, text="See @Olga Owner", author=people["member"], now=NOW)
    world.things = {
        "comment": comment,
        "link": link_stories(story=world.story, way="relates", other=board_story, actor=owner, now=NOW),
        "file": attach_file(story=world.story, upload=a_file(), name="strip.png", actor=people["member"], now=NOW),
        "other_story": make_story(team, "Also in the backlog"),
        "task": add_task(story=board_story, text="Try it", actor=owner, now=NOW),
        "criterion": board_story.criteria.get(),
        "impediment": raise_impediment(team=team, story=board_story, title="No certificate", actor=owner, now=NOW),
        "confidence": tell_in_confidence(
            team=team, text="Four calls before lunch", told_by=people["member"], is_named=False, now=NOW
        ),
        "epic": Epic.objects.create(team=team, name="Night"),
        "label": Label.objects.create(team=team, name="gateway"),
        "ready_item": team.checklist_items.filter(gate="ready").first(),
        "done_item": team.checklist_items.filter(gate="done").first(),
        "sprint_item": team.checklist_items.filter(gate="sprint").first(),
        "statuses": {status.category: status for status in team.statuses.all()},
        "foreign_story": make_story(foreign_team, "In the backlog"),
        **_rooms(world),
        **_retros(world),
        **_standups(world),
        **_refinements(world),
        **_review(world),
        **_alerting(world),
    }
    return world


def _rooms(world: World) -> dict[str, Any]:
    """A running poker room that lets guests in, with a developer at its table, and one in its lobby."""
    owner, now = world.people["owner"], timezone.now()
    rooms = []
    for title in ("Running", "Waiting"):
        meeting = open_room(team=world.team, actor=owner, now=now, title=title)
        queue_stories(meeting=meeting, stories=[make_story(world.team, "Unsized"), world.story], now=now)
        rooms.append(meeting)
    running, lobby = rooms
    start_room(meeting=running, actor=owner, now=now)
    dev_seat = take_seat(meeting=running, user=world.people["member"], is_voter=True, now=now)
    first, second = running.poker.queue.all()
    return {
        "meeting": allow_guests(meeting=running, is_allowed=True, actor=owner, now=now),
        "lobby": lobby,
        "host_seat": running.participants.get(user=owner),
        "dev_seat": dev_seat,
        "guest_seat": take_guest_seat(meeting=running, name="Karin", now=now),
        "queued": first,
        "queued_next": second,
    }


def _retros(world: World) -> dict[str, Any]:
    """A running retrospective with a developer in it, and one in its lobby; neither lets guests in."""
    owner, now = world.people["owner"], timezone.now()
    running, lobby = (open_retro(team=world.team, sprint=None, actor=owner, now=now) for _ in range(2))
    seat = take_seat(meeting=running, user=world.people["member"], is_voter=True, now=now)
    retro = begin(meeting=running, actor=owner, now=now)
    ask = {"team": world.team, "actor": owner, "now": now, "draft": TEMPLATES[0].draft}
    action = Action.objects.create(
        team=world.team, title="Review first", owner=world.people["member"], due_on=now.date(), measure="faster"
    )
    polls = {"action": action, "poll": ask_poll(**ask), "room_poll": ask_poll(**ask, meeting=retro)}
    return {"retro": retro, "retro_lobby": lobby, "retro_seat": seat, **polls}


def _standups(world: World) -> dict:
    """A running standup without guests in which a developer sits, with a parked topic and an answer."""
    owner, member, now = world.people["owner"], world.people["member"], timezone.now()
    meeting = open_standup(team=world.team, actor=owner, now=now)
    take_seat(meeting=meeting, user=member, is_voter=True, now=now)
    answer = StandupAnswer.objects.create(
        team=world.team, user=member, day=world.team.today(now), in_the_way="No certificate", written_at=now
    )
    return {
        "standup": begin(meeting=meeting, actor=owner, now=now),
        "parked": park_topic(meeting=meeting, text="Naming", now=now),
        "standup_answer": answer,
    }


def _refinements(world: World) -> dict[str, Any]:
    """A running refinement without guests that looks at a story without an estimate."""
    owner, now = world.people["owner"], timezone.now()
    meeting = begin(meeting=open_refinement(team=world.team, actor=owner, now=now), actor=owner, now=now)
    unsized = make_story(world.team, "Too big", points=None, criteria=())
    look_at(meeting=meeting, story=unsized, actor=owner, now=now)
    spike = make_story(world.team, "Can it?", kind="spike", question="Can it?", timebox_days=1, criteria=())
    tick_all(spike, "done", actor=owner)
    return {"refinement": meeting, "unsized": unsized, "spike": spike}


def _review(world: World) -> dict[str, Any]:
    """A running review that shows two stories, which are not done yet; a developer has said something."""
    owner, now = world.people["owner"], timezone.now()
    meeting = open_review(team=world.team, sprint=world.running, actor=owner, now=now)
    stories = [world.board_story, make_story(world.team, "Also shown")]
    demos = [
        Demo.objects.create(review=meeting.review, story=story, key=story.key, title=story.title, position=place)
        for place, story in enumerate(stories)
    ]
    seat = take_seat(meeting=meeting, user=world.people["member"], is_voter=True, now=now)
    meeting = begin(meeting=meeting, actor=owner, now=now)
    meeting = go_on(meeting=meeting, seen=OPENING, actor=owner, now=now)
    said = give_feedback(meeting=meeting, author=seat, text="More of this", demo_id=demos[0].pk, now=now)
    return {"review": meeting, "demo": demos[0], "next_demo": demos[1], "feedback": said}


def _alerting(world: World) -> dict[str, Any]:
    """A rule with a past, a live and a tried draft version, and an alert that nobody has looked at."""
    text, now = 'when spo2 < 90 then alert "low"', timezone.now()
    rule = AlertRule.objects.create(team=world.team, name="Low", created_at=now)
    _, live, draft = (
        RuleVersion.objects.create(rule=rule, number=number, text=text, saved_at=now, live_from=since, live_until=until)
        for number, since, until in ((1, now, now), (2, now, None), (3, None, None))
    )
    spell = ["T1", "P1", "V1", 0, None]
    tried = RuleTry.objects.create(
        version=draft, text=text, days=1, asked_at=now, done_at=now, first=0, last=1, found=[spell]
    )
    alert = Alert.objects.create(
        team=world.team, version=live, trial="T1", patient="P1", visit="V1", message="low", rings=True, began=0,
        found_at=now,
    )  # fmt: skip
    key = DeviceKey.objects.create(team=world.team, device="D1", trial="T1", digest="d", ending="abcd", made_at=now)
    return {"alert_rule": rule, "rule_try": tried, "alert": alert, "device_key": key}


_IGNORED = (
    "django_session",
    "teams_signin",
    "auth_",
    "account_",
    "mfa_",
    "socialaccount_",
    "teams_bucket",  # tries are counted, of whoever tries
    "django_migrations",
    "sqlite_sequence",
    "live_",
    "stories_searchtext_",
)


def fingerprint() -> dict[str, int]:
    """A hash per table of all its rows: a refused request leaves every one unchanged, an allowed write changes one."""
    tables = [
        name
        for name in connection.introspection.django_table_names(only_existing=True)
        if not name.startswith(_IGNORED)
    ]
    prints = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            prints[table] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return prints
