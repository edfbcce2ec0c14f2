"""A release's forecast in words: the sentence first, numbers as people say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forecasting.releases.rules.plan import LIKELY, NEARLY_CERTAIN, Plan

MUCH_LATER = 300  # days after which a date needs its year


@dataclass(frozen=True, slots=True)
class Said:
    """Words with a `{}` for each of `values`, which pages set in bold."""

    text: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text.format(*self.values)


def percent(chance: float) -> str:
    """A probability as one says it; never all and never none."""
    if chance < 0.01:
        return "under 1%"
    return "over 99%" if chance > 0.99 else f"{100 * chance:.0f}%"


def day_text(day: date, today: date) -> str:
    """“12 March”, with the year where it is not soon."""
    text = f"{day.day} {day:%B}"
    return text if -30 <= (day - today).days <= MUCH_LATER else f"{text} {day.year}"


def headline(name: str, plan: Plan, today: date) -> Said:
    """When it is likely done; with a certainty that is worth promising."""
    likely = plan.first_at(LIKELY)
    if likely is None:
        last = plan.chances[-1]
        return Said(
            f"{_plain(name)} is only {{}} by {{}}.", (f"{percent(last.chance)} likely", day_text(last.day, today))
        )
    return Said(f"{_plain(name)} is {{}} by {{}}.", (f"{percent(likely.chance)} likely", day_text(likely.day, today)))


def more(plan: Plan, today: date) -> list[Said]:
    """What follows the headline: the target, and what near certainty would cost."""
    said = []
    if plan.target is not None:
        by_target = percent(plan.by(plan.target))
        said.append(Said("By your target of {} it is {} likely.", (day_text(plan.target, today), by_target)))
    likely, certain = plan.first_at(LIKELY), plan.first_at(NEARLY_CERTAIN)
    if certain is not None and certain != likely:
        promise = (day_text(certain.day, today), percent(certain.chance))
        said.append(Said("If you need near certainty, promise {} ({}).", promise))
    return said


def joined(parts: Sequence[Said]) -> Said:
    return Said(" ".join(part.text for part in parts), tuple(value for part in parts for value in part.values))


def _plain(name: str) -> str:
    """A name as it is, inside a text that will be formatted."""
    return name.replace("{", "{{").replace("}", "}}")
