"""Pure decisions about alert rules: names, states of versions, and what a try says about a draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.errors import Conflict, Invalid

NAME_LENGTH: Final = 80
TRY_DAYS: Final = (1, 7, 30)
FIRST_TEXT: Final = 'when mean(heart_rate, 1 min) > 120 bpm for 3 min\nthen alert "tachycardia"\n'


class VersionState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    PAST = "past"


class Verdict(StrEnum):
    """What a person says of an alert that they have seen."""

    REAL = "real"
    FALSE = "false"


def clean_name(name: str) -> str:
    """One line. Raises Invalid at `name`."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("A rule has a name.", field="name", fix="Say what it watches for, such as Tachycardia.")
    if len(name) > NAME_LENGTH:
        raise Invalid(f"The name is longer than {NAME_LENGTH} letters.", field="name", fix="Shorten it.")
    return name


def clean_days(days: int) -> int:
    """Raises Invalid at `days`."""
    if days not in TRY_DAYS:
        raise Invalid("A rule is tried on 1, 7 or 30 days.", field="days", fix="Choose one of these.")
    return days


def clean_verdict(verdict: str) -> Verdict:
    """Raises Invalid at `verdict`."""
    try:
        return Verdict(verdict)
    except ValueError:
        raise Invalid("An alert was real or false.", field="verdict", fix="Send real or false.") from None


def require_tried(*, text: str, tried: Iterable[str]) -> None:
    """A rule goes live only after just this text was tried on past data. Raises Conflict."""
    if text not in set(tried):
        raise Conflict(
            "This text was not tried on past data yet.",
            field="text",
            fix="Try it, look at what it finds, then go live.",
        )


@dataclass(frozen=True)
class Spell:
    """An alert of a stream (trial, patient, visit) from `began` to `ended` in microseconds; None while it lasts."""

    stream: tuple[str, str, str]
    began: int
    ended: int | None

    def meets(self, other: "Spell") -> bool:
        """Whether both were going on at the same time in the same stream."""
        return (
            self.stream == other.stream
            and (other.ended is None or self.began <= other.ended)
            and (self.ended is None or other.began <= self.ended)
        )


@dataclass(frozen=True)
class Comparison:
    """A draft's finds held against those of the live version, and against what people said of past alerts."""

    found: int
    before: int | None
    real_found: int
    real: int
    false_found: int
    false: int

    @property
    def missed(self) -> int:
        return self.real - self.real_found


def compared(
    found: Sequence[Spell], before: Sequence[Spell] | None, judged: Iterable[tuple[Spell, Verdict]]
) -> Comparison:
    """`before` is what the live version finds in the same data, None where none is live."""
    judged = list(judged)
    real = [spell for spell, verdict in judged if verdict is Verdict.REAL]
    false = [spell for spell, verdict in judged if verdict is Verdict.FALSE]
    by_stream: dict[tuple[str, str, str], list[Spell]] = {}
    for spell in found:
        by_stream.setdefault(spell.stream, []).append(spell)

    def again(spells: list[Spell]) -> int:
        return sum(any(spell.meets(one) for one in by_stream.get(spell.stream, ())) for spell in spells)

    return Comparison(
        found=len(found),
        before=None if before is None else len(before),
        real_found=again(real),
        real=len(real),
        false_found=again(false),
        false=len(false),
    )
