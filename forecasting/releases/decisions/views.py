"""Questions to the stakeholders of a release, and their verdicts."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError, Invalid
from core.http import add_to_form, domain_error_response, toast
from core.navigation import team_url
from forecasting.models import Decision, Release
from forecasting.releases.choices import CHOICE_NAMES
from forecasting.releases.decisions.forms import AskForm, CloseForm, VerdictForm
from forecasting.releases.decisions.queries import Seen, deciders_of, decisions_of, seen_by
from forecasting.releases.decisions.services import LONGEST_QUESTION, chance_with
from forecasting.releases.page import epic_names
from forecasting.releases.queries import release_forecast, situation_of
from forecasting.releases.rules.words import day_text
from forecasting.releases.views import SECTION, release_or_404
from forecasting.releases.what_if.forms import WhatIfForm
from forecasting.velocity.rules import in_words
from teams.access import team_page
from teams.rules import Verb


@dataclass(frozen=True)
class Shown:
    """A question as the page shows it; `verdicts` with what each person saw."""

    decision: Decision
    day: date | None
    chance: float | None
    verdicts: list[tuple[object, Seen]]
    form: VerdictForm | None

    @property
    def options(self) -> list[tuple[str, str]]:
        return [pair for pair in CHOICE_NAMES if pair[0] in self.decision.options]


@require_safe
@team_page(Verb.SEE)
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions about the release, open ones first."""
    return _page(request, release_or_404(request, pk))


def _page(request: HttpRequest, release: Release, tried: VerdictForm | None = None) -> HttpResponse:
    now = timezone.now()
    forecast = release_forecast(release, now)
    may_decide = request.access.may(Verb.DECIDE_RELEASE)
    context = {
        "section": SECTION,
        "release": release,
        "forecast": forecast,
        "shown": [_shown(one, tried, forecast.version, may_decide, now) for one in decisions_of(release)],
        "deciders": deciders_of(request.access.team),
        "may_ask": request.access.may(Verb.ORDER_BACKLOG),
    }
    return render(request, "forecasting/decisions.html", context, status=422 if tried else 200)


def _shown(decision: Decision, tried: VerdictForm | None, version: str, may_decide: bool, now) -> Shown:
    is_open = decision.closed_at is None
    form = None
    if is_open and may_decide:
        is_tried = tried is not None and tried.decision.pk == decision.pk
        form = tried if is_tried else VerdictForm(decision=decision, version=version)
    day = decision.proposal.get("target_date")
    return Shown(
        decision,
        date.fromisoformat(day) if day else None,
        chance_with(decision, now) if is_open and decision.proposal else None,
        [(verdict, seen_by(verdict)) for verdict in decision.verdicts.all()],
        form,
    )


@require_http_methods(["GET", "POST"])
@team_page(Verb.ORDER_BACKLOG)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A new question; a what-if's query fills in what would change."""
    release, now = release_or_404(request, pk), timezone.now()
    form = AskForm(request.POST or None, release=release, initial=_proposed(request, release, now))
    if form.is_bound and form.is_valid():
        try:
            form.save(actor=request.user, now=now)
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, redirect(_address(request, release)), "The question is open.")
    context = {"section": SECTION, "release": release, "form": form, "deciders": deciders_of(request.access.team)}
    return render(request, "forecasting/decision_ask.html", context, status=422 if form.is_bound else 200)


def _proposed(request: HttpRequest, release: Release, now) -> dict:
    """A what-if as a proposal in words."""
    if request.method == "POST" or not request.GET:
        return {}
    situation = situation_of(release, now)
    sent = WhatIfForm(request.GET, situation, epic_names(situation.open_pieces))
    cut, day = sent.cut, sent.target_day
    day = day if day != release.target_date else None
    when = f" on {day_text(day or release.target_date, situation.today)}" if day or release.target_date else ""
    without = f" without {cut.in_words}" if cut.pieces else ""
    question = f"Ship {release.name}{when}{without}?"
    if len(question) > LONGEST_QUESTION:
        question = f"Ship {release.name}{when} with {in_words(cut.points)} points less?"
    return {
        "question": question,
        "target_date": day,
        "left_out": ", ".join(piece.key for piece in cut.pieces),
    }


@require_POST
@team_page(Verb.DECIDE_RELEASE)
def verdict(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Keeps what the person decides, with the forecast that they saw; a refusal keeps what they typed."""
    release = release_or_404(request, pk)
    form = VerdictForm(request.POST, decision=_decision_or_404(release, decision))
    if form.is_valid():
        try:
            form.save(by=request.user, now=timezone.now())
        except DomainError as error:
            add_to_form(form, error)
        else:
            return toast(request, redirect(_address(request, release)), "Your decision is kept.")
    return _page(request, release, form)


@require_POST
@team_page(Verb.ORDER_BACKLOG)
def close(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Ends the question; the release changes as proposed where that was ticked."""
    release = release_or_404(request, pk)
    form = CloseForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("That is not one of the choices.", field="outcome", fix="Choose one of the list.")
        form.save(_decision_or_404(release, decision), actor=request.user, now=timezone.now())
    except DomainError as error:
        return domain_error_response(request, error)
    return toast(request, redirect(_address(request, release)), "The question is closed.")


def _decision_or_404(release: Release, pk: int) -> Decision:
    return get_object_or_404(release.decisions, pk=pk)


def _address(request: HttpRequest, release: Release) -> str:
    return team_url({"request": request}, "forecasting:decisions", pk=release.pk)
