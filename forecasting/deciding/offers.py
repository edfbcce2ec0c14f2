"""What the reader of a personal link chooses from, in words, with the chance that comes with each choice."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from forecasting.releases.choices import CHOICE_NAMES, Choice
from forecasting.releases.rules.forecast import ReleaseForecast
from forecasting.releases.rules.words import day_text, percent
from forecasting.velocity.rules import in_words

ICONS: Final = {
    Choice.GO: "check", Choice.HOLD: "hand", Choice.CUT_SCOPE: "scissors", Choice.MOVE_DATE: "calendar-clock",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice in words, with the chance that comes with it, if one can be said."""

    value: str
    name: str
    icon: str
    text: str
    chance: str = ""


def offers(
    options: Collection[str], proposal: Mapping[str, Any], forecast: ReleaseForecast, with_proposal: float | None
) -> Iterator[Offer]:
    """What can be chosen, in the order of `Choice`."""
    names = dict(CHOICE_NAMES)
    for choice in (one for one in Choice if one in options):
        text, chance = _meaning(choice, proposal, forecast, with_proposal)
        yield Offer(
            choice.value, names[choice], ICONS[choice], text, f"{percent(chance)} likely" if chance is not None else ""
        )


def _meaning(choice: Choice, proposal: Mapping[str, Any], forecast: ReleaseForecast, with_proposal: float | None):
    target, today = forecast.target, forecast.made_on
    if choice is Choice.GO:
        kept = f"Keep {day_text(target, today)} with everything in it." if target else "Go on with everything in it."
        return kept, forecast.by_target
    if choice is Choice.CUT_SCOPE and "left_out" in proposal:
        count = len(proposal["left_out"])
        return (
            f"Leave out {count} stor{'ies' if count > 1 else 'y'}, {in_words(proposal['points'])} points.",
            with_proposal,
        )
    if choice is Choice.MOVE_DATE and "target_date" in proposal:
        return f"To {day_text(date.fromisoformat(proposal['target_date']), today)}.", with_proposal
    return {
        Choice.HOLD: "Wait with the decision. Say what you wait for.",
        Choice.CUT_SCOPE: "Leave something out. Say what.",
        Choice.MOVE_DATE: "Take another day. Say which.",
    }[choice], None
