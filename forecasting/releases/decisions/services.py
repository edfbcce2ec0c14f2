"""Questions to stakeholders, and their verdicts, each kept with the forecast that the person saw."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from core.errors import Conflict, Invalid
from forecasting.models import Decision, Release, SeenForecast, Stakeholder, Verdict
from forecasting.releases.choices import Choice
from forecasting.releases.decisions.telling import tell_asker, tell_deciders
from forecasting.releases.queries import release_forecast, situation_of, stories_of
from forecasting.releases.rules.forecast import ReleaseForecast
from forecasting.releases.rules.plan import Changes
from forecasting.releases.services import edit_release, lock_release
from forecasting.rules import Refusal
from stories.models import Story
from teams.models import User
from teams.services import diary

LONGEST_QUESTION, LONGEST_REASON = 300, 500


@transaction.atomic
def ask_decision(
    *,
    release: Release,
    question: str,
    actor: User,
    now: datetime,
    options: Collection[str] = tuple(Choice),
    target_date: date | None = None,
    left_out: Iterable[Story] = (),
) -> Decision:
    """Opens a question with a proposal: another target date, stories to leave out, both or none.

    Raises Invalid naming `question`, `options`, `target_date` or `left_out`.
    """
    release = lock_release(release)
    decision = Decision.objects.create(
        release=release,
        question=_clean(question, "question", LONGEST_QUESTION, "Say what is to be decided."),
        options=_clean_options(options),
        proposal=_proposal(release, target_date, list(dict.fromkeys(left_out)), now),
        asked_by=actor,
        asked_at=now,
    )
    diary.record(actor=actor, verb="asked", subject=release, now=now, team=release.team, question=decision.question)
    tell_deciders(decision, now=now)
    return decision


@transaction.atomic
def decide(
    *,
    decision: Decision,
    choice: str,
    reason: str,
    by: User | Stakeholder,
    now: datetime,
    seen_version: str | None = None,
) -> Verdict:
    """What one person decides, with the forecast as it is; their latest verdict counts, earlier ones stay.

    Raises Invalid naming `choice` or `reason`, Conflict when the question is closed or when the forecast is another
    than the one they saw (`seen_version`).
    """
    decision = _lock_open(decision)
    if choice not in decision.options:
        raise Invalid("That is not one of the choices.", field="choice", fix="Choose one of the list.")
    if isinstance(by, Stakeholder) and (by.confirmed_at is None or by.team_id != decision.release.team_id):
        raise Conflict("That e-mail address is not confirmed.", fix="Open the link in our letter first.")
    forecast = release_forecast(decision.release, now)
    if seen_version is not None and seen_version != forecast.version:
        raise Conflict("The forecast has changed since you opened it.", fix="Look at it as it is now, then decide.")
    is_user = isinstance(by, User)
    verdict = Verdict.objects.create(
        decision=decision,
        choice=choice,
        reason=_clean(reason, "reason", LONGEST_REASON, "Say why, in a sentence."),
        decided_by=by if is_user else None,
        stakeholder=None if is_user else by,
        signed="" if is_user else by.name,
        decided_at=now,
        forecast=keep_seen(release=decision.release, forecast=forecast, now=now),
        with_proposal=chance_with(decision, now),
    )
    diary.record(
        actor=by if is_user else None, verb="decided", subject=decision.release, now=now, team=decision.release.team,
        choice=verdict.get_choice_display(), question=decision.question, reason=verdict.reason,
    )  # fmt: skip
    tell_asker(verdict, now=now)
    return verdict


@transaction.atomic
def close_decision(*, decision: Decision, outcome: str, actor: User, now: datetime, apply: bool = False) -> Decision:
    """Ends a question with its outcome; `apply` changes the release as was proposed.

    Raises Invalid at `outcome`, Conflict when it is closed already.
    """
    decision = _lock_open(decision)
    if outcome not in decision.options:
        raise Invalid("That is not one of the choices.", field="outcome", fix="Choose one of the list.")
    decision.closed_at, decision.closed_by, decision.outcome = now, actor, outcome
    decision.save(update_fields=["closed_at", "closed_by", "outcome"])
    release = decision.release
    diary.record(
        actor=actor, verb="closed decision", subject=release, now=now, team=release.team, question=decision.question,
        outcome=decision.get_outcome_display(),
    )  # fmt: skip
    if apply:
        edit_release(release=release, actor=actor, now=now, **_as_edit(decision))
    return decision


def keep_seen(*, release: Release, forecast: ReleaseForecast, now: datetime) -> SeenForecast:
    """Writes a forecast down for good; the same one only once."""
    seen, _ = SeenForecast.objects.get_or_create(
        release=release, version=forecast.version, defaults={"made_at": now, "said": asdict(forecast)}
    )
    return seen


def chance_with(decision: Decision, now: datetime) -> float | None:
    """P(done by the proposed date, else the target) with what is proposed; None without date or forecast."""
    proposal, plan = decision.proposal, situation_of(decision.release, now).plan
    day = proposal.get("target_date")
    changed = plan.changed(Changes(cut=proposal.get("points", 0.0), target=date.fromisoformat(day) if day else None))
    try:
        return changed.by_target
    except Refusal:
        return None


def _lock_open(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("release__team__organisation")
    fresh = rows.filter(pk=decision.pk).first()
    if fresh is None or fresh.closed_at is not None:
        raise Conflict("This question is closed.", fix="Look at what was decided.")
    return fresh


def _proposal(release: Release, target_date: date | None, left_out: list[Story], now: datetime) -> dict:
    """What would change, as the decision keeps it. Stories that are done, or not in the scope, cannot be left out."""
    proposal = {}
    if target_date is not None:
        if target_date < release.team.today(now):
            raise Invalid("That day is past.", field="target_date", fix="Choose a coming day.")
        proposal["target_date"] = target_date.isoformat()
    if left_out:
        situation = situation_of(release, now)
        open_pieces = {piece.story: piece for piece in situation.open_pieces}
        if any(story.pk not in open_pieces for story in left_out):
            raise Invalid("Only open stories of this release can be left out.", field="left_out", fix="Choose others.")
        proposal["left_out"] = [open_pieces[story.pk].key for story in left_out]
        proposal["points"] = sum(open_pieces[story.pk].size(situation.usual) for story in left_out)
    return proposal


def _as_edit(decision: Decision) -> dict:
    """The proposal as fields of `edit_release`."""
    fields, proposal = {}, decision.proposal
    if "target_date" in proposal:
        fields["target_date"] = date.fromisoformat(proposal["target_date"])
    if "left_out" in proposal:
        also = stories_of(decision.release).filter(key__in=proposal["left_out"])
        fields["left_out"] = [*decision.release.left_out.all(), *also]
    return fields


def _clean(text: str, field: str, longest: int, fix: str) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Invalid("This is missing.", field=field, fix=fix)
    if len(text) > longest:
        raise Invalid(f"This has more than {longest} characters.", field=field, fix="Shorten it.")
    return text


def _clean_options(options: Collection[str]) -> list[str]:
    known = [choice.value for choice in Choice if choice in options]
    if len(known) < 2 or len(known) != len(set(options)):
        raise Invalid("A question needs at least two choices.", field="options", fix="Choose some of the four.")
    return known
