"""Pure decisions about standups: who speaks next and for how long, which days are written, what an answer may hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit

from ceremonies.meeting.rules import clean_text
from core.errors import Conflict, Invalid

SHORTEST_TURN, LONGEST_TURN = 30, 180  # seconds
REPORT_AFTER: Final = 3  # turns in a row that somebody else handed on
ANSWER_LENGTH: Final = 600
TOPIC_LENGTH: Final = 160
CAMERA_LENGTH: Final = 120
LINK_LENGTH: Final = 300
LOOK_AHEAD: Final = 30  # days in which the next day at work is looked for


# The round


@dataclass(frozen=True)
class Place:
    """One place in the speaking order, in the order of the list that holds it."""

    turn: int
    seat: str
    is_waiting: bool
    is_here: bool

    @property
    def can_speak(self) -> bool:
        return self.is_waiting and self.is_here


def following(places: Iterable[Place], chosen: str = "") -> Place | None:
    """Who speaks next: the `chosen` seat when it still can, else the first in the order; None once all were heard."""
    able = [place for place in places if place.can_speak]
    return next((place for place in able if place.seat == chosen), able[0] if able else None)


def fair_seconds(left: float, waiting: int) -> int:
    """The share of one of `waiting` people in the seconds that are `left`: at least half a minute, at most three."""
    return round(min(LONGEST_TURN, max(SHORTEST_TURN, left / max(1, waiting))))


def is_report(by_speaker: Sequence[bool]) -> bool:
    """Whether the meeting becomes a report to one person: the last turns were called, not handed over (STD-4)."""
    return len(by_speaker) >= REPORT_AFTER and not any(by_speaker[-REPORT_AFTER:])


# Days


def moment_of(day: date, clock: time, zone: tzinfo) -> datetime:
    """When it is `clock` on `day` where the team is, in UTC.

    A time that a change to summer time leaves out is as long after midnight as it says; of one that comes twice the
    first counts.
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def is_standup_day(day: date, weekdays: Collection[int], holidays: Collection[date]) -> bool:
    return day.weekday() in weekdays and day not in holidays


def standup_day(day: date, step: int, weekdays: Collection[int], holidays: Collection[date]) -> date | None:
    """The next (`step` 1) or previous (-1) day on which the team works; None when there is none for a month."""
    around = (day + timedelta(step * n) for n in range(1, LOOK_AHEAD + 1))
    return next((one for one in around if is_standup_day(one, weekdays, holidays)), None)


def require_answerable(day: date, open_days: Collection[date]) -> None:
    """Raises Conflict for a day that is not today's or the next standup's."""
    if day not in open_days:
        raise Conflict(
            "Answers are for today's standup or the next one.", field="day", fix="Open the standup page again."
        )


def is_written(day: date, written_on: Collection[int]) -> bool:
    """Whether the team writes on that day instead of meeting."""
    return day.weekday() in written_on


# What is typed


@dataclass(frozen=True)
class Words:
    """The three answers of one person."""

    yesterday: str = ""
    today: str = ""
    in_the_way: str = ""


def clean_words(words: Words) -> Words:
    """One line each. Raises Invalid when nothing was written, or too much."""
    cleaned = {name: clean_text(getattr(words, name)) for name in ("yesterday", "today", "in_the_way")}
    if not any(cleaned.values()):
        raise Invalid("Nothing is written yet.", field="today", fix="One sentence is enough.")
    for name, text in cleaned.items():
        if len(text) > ANSWER_LENGTH:
            raise Invalid(
                f"An answer has at most {ANSWER_LENGTH} letters, this one has {len(text)}.", field=name,
                fix="Keep what the others need; park the rest.",
            )  # fmt: skip
    return Words(**cleaned)


def clean_topic(text: str) -> str:
    """Raises Invalid for a topic that says nothing, or too much."""
    text = clean_text(text)
    if not text:
        raise Invalid("A topic is missing.", field="text", fix="Say in a few words what to talk about.")
    if len(text) > TOPIC_LENGTH:
        raise Invalid(f"A topic has at most {TOPIC_LENGTH} letters.", field="text", fix="Shorten it.")
    return text


def clean_link(link: str) -> str:
    """The address of the team's call, or nothing. Raises Invalid for what is no https address."""
    link = link.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        is_good = parts.scheme == "https" and bool(parts.hostname) and not parts.username
    except ValueError:
        is_good = False
    if not is_good or len(link) > LINK_LENGTH or not link.isprintable() or " " in link:
        raise Invalid(
            "That is no link to a call.", field="call_link", fix="Paste the whole address; it begins with https://."
        )
    return link


def clean_camera(text: str) -> str:
    text = clean_text(text)
    if len(text) > CAMERA_LENGTH:
        raise Invalid(f"An agreement has at most {CAMERA_LENGTH} letters.", field="camera", fix="Shorten it.")
    return text


def clean_weekdays(days: Collection[int], working: Collection[int]) -> list[int]:
    """Raises Invalid for a day on which the team does not work."""
    if set(days) - set(working):
        raise Invalid("The team does not work on that day.", field="written_on", fix="Choose working days.")
    return sorted(set(days))


def moves_in_words(moves: Iterable[tuple[str, str]]) -> str:
    """What somebody moved, as (story key, column) oldest first, each story with where it is now."""
    last = dict(moves)
    listed = [f"{key} to {column}" for key, column in last.items()]
    if not listed:
        return ""
    head, tail = listed[:-1], listed[-1]
    return f"Moved {', '.join(head)} and {tail}." if head else f"Moved {tail}."
