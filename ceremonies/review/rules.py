"""Pure decisions about reviews: what is shown next, what a verdict needs, what is recorded of the increment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from core.errors import Conflict, Invalid

FEEDBACK_LENGTH: Final = 1000
REASON_LENGTH: Final = 500
# Of feedback that becomes a story, so much is its title; the whole is its description.
TITLE_LENGTH: Final = 90


class Verdict(StrEnum):
    """What the product owner decided about a story that was shown."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True)
class Shown:
    """One story of a review as the increment keeps it; `points` None for one without an estimate."""

    story: int | None
    key: str
    title: str
    points: Decimal | None
    presenter: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class Numbers:
    """Points of the sprint, from its ledger."""

    committed: Decimal
    added: Decimal
    removed: Decimal
    done: Decimal
    open: Decimal


def next_to_show(demos: Sequence[Any]) -> Any:
    """The next story without a verdict after the current one, else the first without; None when all have one.

    A demo has `is_current` and `verdict`.
    """
    place = next((number for number, demo in enumerate(demos) if demo.is_current), -1)
    in_turn = [*demos[place + 1 :], *demos[:place]]
    return next((demo for demo in in_turn if not demo.verdict), None)


def clean_feedback(text: str) -> str:
    """Raises Invalid for nothing and for more than fits."""
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Invalid("There is no feedback in it.", field="text", fix="Say what you saw, or what you missed.")
    if len(text) > FEEDBACK_LENGTH:
        raise Invalid(
            f"Feedback has at most {FEEDBACK_LENGTH} characters; this has {len(text)}.", field="text",
            fix="Say it in two parts.",
        )  # fmt: skip
    return text


def clean_reason(verdict: Verdict, reason: str, *, open_criteria: int) -> str:
    """The reason of a verdict; returning needs one, and so do open criteria. Raises Invalid at `reason`."""
    reason = " ".join(reason.replace("\x00", "").split())
    if len(reason) > REASON_LENGTH:
        raise Invalid(f"A reason has at most {REASON_LENGTH} characters.", field="reason", fix="Shorten it.")
    if reason:
        return reason
    if verdict == Verdict.RETURNED:
        raise Invalid("A story is returned for a reason.", field="reason", fix="Say what is missing.")
    if open_criteria:
        criteria = "One criterion is" if open_criteria == 1 else f"{open_criteria} criteria are"
        raise Invalid(f"{criteria} open.", field="reason", fix="Tick what you have seen work, or say why it is fine.")
    return ""


def require_undecided(verdict: str) -> None:
    """Raises Conflict for a story that somebody has decided on already."""
    if verdict:
        raise Conflict(f"This story is {verdict} already.", fix="Take that back first.")


def require_kept(kind: str, kept: object) -> None:
    """Raises Conflict when a story was deleted or archived meanwhile."""
    if kept is None:
        raise Conflict(f"The {kind} was deleted meanwhile.", fix="Show the next one.")


def title_of(text: str) -> str:
    """The first sentence of a feedback, as a story's title."""
    first = text.split(". ")[0].rstrip(".")
    return first if len(first) <= TITLE_LENGTH else first[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"


def points_of(demos: Iterable[Any], verdict: Verdict) -> Decimal:
    """Points of the stories with a verdict."""
    return sum((demo.points or Decimal(0) for demo in demos if demo.verdict == verdict), Decimal(0))


def increment(
    *, goal: str, goal_met: bool | None, numbers: Numbers | None, shown: Sequence[Shown], feedback: int, became: int
) -> dict[str, Any]:
    """What is recorded when a review ends (REV-3), as JSON: points as text, so that no size is rounded.

    `feedback` counts what was said, `became` how much of it is a backlog story.
    """
    points = {} if numbers is None else vars(numbers)
    return {
        "goal": goal,
        "goal_met": goal_met,
        "points": {name: str(value) for name, value in points.items()}
        | {str(verdict): str(points_of(shown, verdict)) for verdict in Verdict},
        "stories": [vars(one) | {"points": None if one.points is None else str(one.points)} for one in shown],
        "feedback": feedback,
        "became_stories": became,
    }
