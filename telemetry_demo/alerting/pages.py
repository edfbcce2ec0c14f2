"""What the rule's page shows, gathered: the text with its problems, the try, the headline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from core.charts import Chart
from telemetry_demo.alerting.charts import alerts_by_day, days_between
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.problems import Problem, Unreadable
from telemetry_demo.alerting.language.tree import Aggregate, Rule
from telemetry_demo.alerting.language.wording import Line, in_words, shown_lines
from telemetry_demo.alerting.models import Gateway, RuleTry, RuleVersion
from telemetry_demo.alerting.queries import judged_alerts
from telemetry_demo.alerting.rules import Comparison, Spell, compared
from telemetry_demo.alerting.trying import as_spells
from telemetry_demo.signals import SIGNALS
from telemetry_demo.times import moment

LISTED: Final = 12  # alerts of a try that the page lists
HEARD_WITHIN: Final = timedelta(seconds=15)  # a gateway that was silent for longer is away; it asks every 2 s
WORDS: Final = {
    "Words": "when, and, or, not, for, then, alert, flag",
    "Functions": f"{', '.join(one for one in Aggregate if one is not Aggregate.LATEST)}, missing",
    "Signals": ", ".join(f"{signal.name} ({signal.unit})" for signal in SIGNALS.values()),
    "Times": "s, min, h",
}


@dataclass(frozen=True)
class Checked:
    """A text as it was read: its problems, or the rule and what it does in a sentence."""

    text: str
    problems: list[Problem]
    rule: Rule | None

    @property
    def lines(self) -> list[Line]:
        return shown_lines(self.text, self.problems)

    @property
    def sentence(self) -> str:
        return in_words(self.rule) if self.rule else ""


def checked(text: str) -> Checked:
    """Reads a text, whatever it is."""
    try:
        return Checked(text, [], parse(text))
    except Unreadable as refused:
        return Checked(text, refused.problems, None)


@dataclass(frozen=True)
class ShownGateway:
    """How a gateway stands to a live version: "obeys", "away" or "refused", with the reason for the last."""

    gateway: Gateway
    state: str
    reason: str = ""

    @property
    def saved(self) -> int:
        """Percent of the bytes that it read and did not have to send."""
        read = self.gateway.bytes_read
        return round(100 * max(0, read - self.gateway.bytes_sent) / read) if read else 0


def shown_gateways(gateways: Iterable[Gateway], version: RuleVersion | None, now: datetime) -> list[ShownGateway]:
    """None of them without a live version."""
    return [_shown_gateway(one, version.pk, now) for one in gateways] if version else []


def _shown_gateway(gateway: Gateway, version: int, now: datetime) -> ShownGateway:
    if reason := gateway.refused.get(str(version)):
        return ShownGateway(gateway, "refused", reason)
    is_here = now - gateway.heard_at < HEARD_WITHIN
    return ShownGateway(gateway, "obeys" if version in gateway.obeys and is_here else "away")


@dataclass(frozen=True)
class ShownSpell:
    """An alert of a try with its number and times for the page."""

    number: int
    spell: Spell

    @property
    def began(self):
        return moment(self.spell.began)

    @property
    def minutes(self) -> float | None:
        return None if self.spell.ended is None else (self.spell.ended - self.spell.began) / 60_000_000


@dataclass(frozen=True)
class ShownTry:
    """A finished try with its chart and what it says about the draft."""

    tried: RuleTry
    comparison: Comparison
    chart: Chart
    spells: list[ShownSpell]

    @property
    def readings(self) -> str:
        return f"{self.tried.readings:,}"


def shown_try(tried: RuleTry, zone: tzinfo) -> ShownTry | None:
    """None for one that is not done, or failed."""
    if tried.done_at is None or tried.failed:
        return None
    found, before = as_spells(tried.found) or [], as_spells(tried.before)
    judged = judged_alerts(tried.version.rule, tried.first, tried.last)
    days = days_between(tried.first, tried.last, zone)
    newest = sorted(enumerate(found), key=lambda numbered: -numbered[1].began)[:LISTED]
    return ShownTry(
        tried,
        compared(found, before, judged),
        alerts_by_day(found, before, days=days, zone=zone),
        [ShownSpell(number, spell) for number, spell in newest],
    )
