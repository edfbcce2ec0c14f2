"""From a shared report to a verdict: a name and an address, a letter, and the personal link in it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, TooMany
from core.http import add_to_form, domain_error_response
from forecasting.deciding import rules
from forecasting.deciding.forms import VerdictForm, WhoForm
from forecasting.deciding.letters import send_ballot
from forecasting.deciding.offers import offers
from forecasting.deciding.queries import ballot_of, open_questions
from forecasting.deciding.services import cast_ballot, make_ballot
from forecasting.models import Ballot, Decision
from forecasting.releases.decisions.services import chance_with
from forecasting.releases.queries import release_forecast
from forecasting.report.queries import report_of
from forecasting.sharing.door import for_forms, nothing_here, private, shared_page
from teams.limits.address import client_address
from teams.limits.rules import LETTER, SHARE_LETTER
from teams.limits.services import take_try


def personal_page(view: Callable) -> Callable:
    """Decorates a view of `/decide/<token>/`; sets `request.ballot`. Looking uses nothing up: programs that check
    letters follow their links, too."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        request.ballot = ballot_of(token, timezone.now())
        if request.ballot is None:
            return private(nothing_here(request))
        with timezone.override(request.ballot.link.team.zone):
            return private(for_forms(view(request)))

    wrapped.declared_access = ("personal link", None)
    return wrapped


@require_http_methods(["GET", "POST"])
@shared_page
def ask_letter(request: HttpRequest, decision: int) -> HttpResponse:
    """Takes a name and an e-mail address, and sends a letter there. The answer says nothing about who is known."""
    question = get_object_or_404(open_questions(request.shared), pk=decision)
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = _send(request, question, **form.cleaned_data)
        except TooMany as refusal:
            return domain_error_response(request, refusal)
        except DomainError as error:
            add_to_form(form, error)
        else:
            context = {"email": form.cleaned_data["email"], "sent": sent, "holds": rules.HOLDS}
            return for_forms(render(request, "forecasting/deciding/sent.html", context, status=200 if sent else 503))
    context = {"form": form, "question": question}
    return for_forms(render(request, "forecasting/deciding/ask.html", context, status=422 if form.errors else 200))


def _send(request: HttpRequest, question: Decision, *, name: str, email: str) -> bool:
    """Counts before anything is written: strangers must not fill foreign mailboxes."""
    now = timezone.now()
    take_try(SHARE_LETTER, client_address(request), now=now)
    take_try(LETTER, email, now=now)
    ballot, token = make_ballot(link=request.shared, decision=question, name=name, email=email, now=now)
    address = request.build_absolute_uri(reverse("forecasting:ballot", kwargs={"token": token}))
    return send_ballot(ballot, address)


@require_http_methods(["GET", "POST"])
@personal_page
def ballot(request: HttpRequest) -> HttpResponse:
    """The report with its question; a verdict uses the link up."""
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields, now = form.cleaned_data, timezone.now()
        try:
            verdict = cast_ballot(
                ballot=request.ballot, choice=fields["choice"], reason=fields["reason"], seen_version=fields["seen"],
                now=now,
            )  # fmt: skip
        except DomainError as error:
            add_to_form(form, error)
        else:
            return render(request, "forecasting/deciding/thanks.html", {"verdict": verdict, "ballot": request.ballot})
    return render(
        request, "forecasting/deciding/ballot.html", _asked(request.ballot, form), status=422 if form.errors else 200
    )


def _asked(ballot: Ballot, form: VerdictForm) -> dict:
    now, decision = timezone.now(), ballot.decision
    forecast = release_forecast(decision.release, now)
    return {
        "ballot": ballot,
        "link": ballot.link,
        "report": report_of(ballot.link, now),
        "form": form,
        "chosen": form.data.get("choice", ""),
        "reason": form.data.get("reason", ""),
        "seen": forecast.version,
        "offers": [*offers(decision.options, decision.proposal, forecast, chance_with(decision, now))],
    }
