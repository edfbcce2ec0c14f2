"""Rules are written, made live, rolled back and retired here, and alerts are seen (TEL-6)."""

from datetime import datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from live.publish import publish
from teams.models import Team, User
from teams.services import diary
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.models import Alert, AlertRule, RuleVersion, WatchedStream
from telemetry_demo.alerting.rules import FIRST_TEXT, clean_name, clean_verdict, require_tried
from telemetry_demo.times import micros


@transaction.atomic
def write_rule(*, team: Team, name: str, actor: User, now: datetime, text: str = FIRST_TEXT) -> AlertRule:
    """A new rule with a draft. Raises Invalid at `name`, also for one that the team has already."""
    name = clean_name(name)
    if AlertRule.objects.filter(team=team, name__iexact=name).exists():
        raise Invalid(f"There is a rule called {name} already.", field="name", fix="Open it, or choose another name.")
    rule = AlertRule.objects.create(team=team, name=name, created_by=actor, created_at=now)
    RuleVersion.objects.create(rule=rule, number=1, text=text, author=actor, saved_at=now)
    diary.record(actor=actor, verb="wrote rule", subject=rule, now=now, team=team)
    return rule


def _locked(rule: AlertRule) -> AlertRule:
    return AlertRule.objects.select_for_update(of=("self",)).select_related("team").get(pk=rule.pk)


def _require_in_use(rule: AlertRule) -> None:
    if rule.retired_at is not None:
        raise Conflict("This rule is retired.", fix="Bring it back first.")


@transaction.atomic
def save_draft(*, rule: AlertRule, text: str, seen: str, actor: User, now: datetime) -> RuleVersion:
    """Keeps a text, whether it is a rule yet or not; `seen` is `number.revision` of what the person has changed.

    Changes the draft, or begins one after the newest version. The same text again: no change. Raises Conflict when
    somebody else has saved since.
    """
    rule = _locked(rule)
    _require_in_use(rule)
    newest = rule.versions.first()
    if newest.text == text:
        return newest
    if seen != f"{newest.number}.{newest.revision}":
        raise Conflict(
            "Somebody else has saved this rule since you opened it.", field="text",
            fix="Copy your text, reload the page, and put both together.", current={"text": newest.text},
        )  # fmt: skip
    if newest.live_from is None:
        newest.text, newest.author, newest.saved_at = text, actor, now
        newest.revision += 1
        newest.save(update_fields=["text", "author", "saved_at", "revision"])
        return newest
    return RuleVersion.objects.create(rule=rule, number=newest.number + 1, text=text, author=actor, saved_at=now)


@transaction.atomic
def make_live(*, rule: AlertRule, actor: User, now: datetime) -> RuleVersion:
    """The draft decides from now on, in place of the version before. Pipelines and edges take it by themselves.

    Raises Unreadable for a text that is no rule, Conflict for one that was not tried, or without a draft.
    """
    rule = _locked(rule)
    _require_in_use(rule)
    draft = rule.versions.filter(live_from=None).first()
    if draft is None:
        raise Conflict("There is no draft to make live.", fix="Change the text first.")
    parse(draft.text)
    tried = draft.tries.filter(done_at__isnull=False, failed="").values_list("text", flat=True)
    require_tried(text=draft.text, tried=tried)
    _replace_live(rule, draft, actor=actor, now=now)
    diary.record(actor=actor, verb="made rule live", subject=rule, now=now, team=rule.team, version=draft.number)
    return draft


@transaction.atomic
def roll_back(*, rule: AlertRule, number: int, reason: str, actor: User, now: datetime) -> RuleVersion:
    """What an older version says decides again, as a new version with the `reason`; a draft is kept behind it.

    Raises Invalid at `reason` for none, Conflict for a version that was never live or is live.
    """
    rule = _locked(rule)
    _require_in_use(rule)
    reason = " ".join(reason.split())[:160]
    if not reason:
        raise Invalid("Why does it go back?", field="reason", fix="One sentence for those who wrote the version.")
    older = rule.versions.filter(number=number, live_until__isnull=False).first()
    if older is None:
        raise Conflict("That version is not one to go back to.", fix="Choose one that was live before.")
    parse(older.text)
    again = _next_version(rule, older.text, actor=actor, now=now)
    again.note = f"Version {older.number} again: {reason}"
    _replace_live(rule, again, actor=actor, now=now)
    diary.record(
        actor=actor, verb="rolled rule back", subject=rule, now=now, team=rule.team, version=older.number, reason=reason
    )
    return again


def _next_version(rule: AlertRule, text: str, *, actor: User, now: datetime) -> RuleVersion:
    """A version at the newest place; a draft moves one place on, for it is still to come."""
    newest = rule.versions.first()
    number = newest.number + 1
    if newest.live_from is None:
        newest.number, number = number, newest.number
        newest.save(update_fields=["number"])
    return RuleVersion(rule=rule, number=number, text=text, author=actor, saved_at=now)


def _replace_live(rule: AlertRule, version: RuleVersion, *, actor: User, now: datetime) -> None:
    _end_live(rule, now=now)
    version.live_from, version.made_live_by = now, actor
    version.save()
    _tell(rule.team, "rules")


def _end_live(rule: AlertRule, *, now: datetime) -> None:
    """The live version decides no more: what still rings ends, what it remembers of streams goes."""
    for live in rule.versions.filter(live_from__isnull=False, live_until=None):
        live.live_until = now
        live.save(update_fields=["live_until"])
        Alert.objects.filter(version=live, ended=None).update(ended=micros(now))
        WatchedStream.objects.filter(version=live).delete()


def _tell(team: Team, what: str) -> None:
    publish(f"alerts:{team.pk}", what, {})


@transaction.atomic
def retire_rule(*, rule: AlertRule, actor: User, now: datetime) -> AlertRule:
    """It decides no more and leaves the list; its alerts stay. Again: no change."""
    rule = _locked(rule)
    if rule.retired_at is None:
        _end_live(rule, now=now)
        rule.retired_at = now
        rule.save(update_fields=["retired_at"])
        diary.record(actor=actor, verb="retired rule", subject=rule, now=now, team=rule.team)
        _tell(rule.team, "rules")
    return rule


@transaction.atomic
def bring_rule_back(*, rule: AlertRule, actor: User, now: datetime) -> AlertRule:
    """It is on the list again; the version that was live when it went decides again. Again: no change."""
    rule = _locked(rule)
    if rule.retired_at is not None:
        was_live = rule.versions.filter(live_until=rule.retired_at).first()
        rule.retired_at = None
        rule.save(update_fields=["retired_at"])
        if was_live is not None:
            was_live.live_until = None
            was_live.save(update_fields=["live_until"])
        diary.record(actor=actor, verb="brought rule back", subject=rule, now=now, team=rule.team)
        _tell(rule.team, "rules")
    return rule


@transaction.atomic
def see_alert(*, alert: Alert, verdict: str, actor: User, now: datetime) -> Alert:
    """Somebody has looked: the alert was real, or false. Raises Invalid at `verdict`."""
    decided = clean_verdict(verdict)
    alert = Alert.objects.select_for_update(of=("self",)).select_related("team").get(pk=alert.pk)
    if alert.verdict != decided:
        alert.verdict, alert.seen_by, alert.seen_at = decided, actor, now
        alert.save(update_fields=["verdict", "seen_by", "seen_at"])
        diary.record(actor=actor, verb="saw alert", subject=alert, now=now, team=alert.team, verdict=str(decided))
        _tell(alert.team, "alerts")
    return alert


@transaction.atomic
def take_back_seeing(*, alert: Alert, actor: User, now: datetime) -> Alert:
    """Nobody has decided on it any more. Again: no change."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("team").get(pk=alert.pk)
    if alert.seen_at is not None:
        alert.verdict, alert.seen_by, alert.seen_at = "", None, None
        alert.save(update_fields=["verdict", "seen_by", "seen_at"])
        diary.record(actor=actor, verb="took back what was said of alert", subject=alert, now=now, team=alert.team)
        _tell(alert.team, "alerts")
    return alert
