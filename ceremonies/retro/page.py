"""A retrospective as everybody sees it. Only what a phase prints is read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ceremonies.actions import queries as actions
from ceremonies.meeting.access import Room
from ceremonies.models import Action, Meeting, Retro, RetroNote, Topic, Why
from ceremonies.polls import rules as polls
from ceremonies.polls.queries import trend_of
from ceremonies.retro import rules
from ceremonies.retro.facts import Facts, facts_of
from ceremonies.retro.parts import columns_of
from ceremonies.retro.phases import PHASES
from ceremonies.retro.services.board import own_dots
from teams.models import User


@dataclass(frozen=True)
class WhyNode:
    """An answer with those below it; `number` is its depth, `is_branch` that another answer stands beside it."""

    why: Why
    number: int
    deeper: list["WhyNode"]
    is_branch: bool

    @property
    def is_open_end(self) -> bool:
        return not self.deeper and not self.why.is_root and self.number < rules.DEEPEST_WHY


class RetroPage:
    """What the templates print; every part is read when it is printed."""

    lobby_template = "ceremonies/retro/_lobby.html"
    formats = rules.FORMAT_NAMES
    nudge = rules.NUDGE

    def __init__(self, meeting: Meeting, now: datetime):
        self.meeting, self.now = meeting, now

    @cached_property
    def retro(self) -> Retro:
        retro = Retro.objects.get(meeting=self.meeting.pk)
        retro.meeting = self.meeting
        return retro

    @property
    def format(self) -> str:
        keys = [column[0] for column in self.retro.columns]
        return next((key for key, columns in rules.FORMATS.items() if [one.key for one in columns] == keys), "")

    @cached_property
    def facts(self) -> Facts | None:
        return facts_of(self.meeting.sprint, self.now)

    @cached_property
    def reviewed(self) -> list[actions.Reviewed]:
        return actions.reviewed_in(self.meeting)

    @property
    def decided_count(self) -> int:
        return sum(one.decision is not None for one in self.reviewed)

    @property
    def columns(self) -> list[tuple[rules.Column, list]]:
        cards = list(self.retro.cards.select_related("author__user"))
        return [(one, [card for card in cards if card.column == one.key]) for one in columns_of(self.retro)]

    @cached_property
    def topics(self) -> list[Topic]:
        return list(self.retro.topics.prefetch_related("cards").order_by("position", "pk"))

    @property
    def card_count(self) -> int:
        return sum(len(topic.cards.all()) for topic in self.topics)

    @property
    def column_names(self) -> dict[str, str]:
        return {one.key: one.name for one in columns_of(self.retro)}

    @cached_property
    def current(self) -> Topic | None:
        return next((topic for topic in self.topics if topic.is_current), None)

    @property
    def next_topic(self) -> Topic | None:
        return next((topic for topic in self.topics if not (topic.is_current or topic.is_talked)), None)

    @cached_property
    def whys(self) -> list[WhyNode]:
        rows = list(self.current.whys.all()) if self.current else []

        def below(parent: int | None, depth: int) -> list[WhyNode]:
            beside = [one for one in rows if one.parent_id == parent]
            return [WhyNode(one, depth, below(one.pk, depth + 1), place > 0) for place, one in enumerate(beside)]

        return below(None, 1)

    @property
    def why_lines(self) -> list[WhyNode]:
        """The tree, every answer before those below it."""

        def lines(nodes: list[WhyNode]) -> list[WhyNode]:
            return [line for node in nodes for line in (node, *lines(node.deeper))]

        return lines(self.whys)

    @property
    def lacks_root(self) -> bool:
        """Whether the whys of the topic have begun and no root cause is marked yet."""
        return bool(self.whys) and not self.current.whys.filter(is_root=True).exists()

    @cached_property
    def new_actions(self) -> list[Action]:
        return list(Action.objects.of_team(self.meeting.team).filter(meeting=self.meeting))

    @property
    def owners(self) -> list[User]:
        members = self.meeting.team.memberships.current().select_related("user").order_by("joined_at", "pk")
        return [member.user for member in members]

    @property
    def due_by_default(self):
        return actions.usual_due(self.meeting, self.now)

    @cached_property
    def notes(self) -> dict[str, list[RetroNote]]:
        rows = list(self.retro.notes.select_related("impediment"))
        return {kind: [note for note in rows if note.kind == kind] for kind in ("insight", "thanks", "outside")}

    @property
    def given_all(self) -> int:
        return sum(sum(dots.values()) >= self.retro.dots_each for dots in self.retro.dots.values())

    @property
    def mood_trend(self):
        return trend_of(self.meeting.team, "mood", limit=5)

    @property
    def follow(self) -> actions.FollowThrough:
        return actions.follow_through(self.meeting.team)

    @property
    def questions(self) -> tuple[str, ...]:
        return next(phase.prompts for phase in PHASES if phase.key == self.meeting.phase)

    @property
    def poll_templates(self):
        return polls.TEMPLATES


def content(meeting: Meeting, now: datetime) -> RetroPage:
    return RetroPage(meeting, now)


def personal(room: Room, now: datetime) -> dict:
    """One's own dots and, where cards have names, one's own cards. Of anonymous cards this browser knows alone."""
    retro = Retro.objects.filter(meeting=room.meeting.pk).first()
    if retro is None or room.seat is None:
        return {}
    cards = list(retro.cards.filter(author=room.seat).values_list("pk", flat=True))
    return {"dots": own_dots(retro, room.seat), "budget": retro.dots_each, "cards": [str(key) for key in cards]}
