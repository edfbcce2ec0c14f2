"""Rules: their list, the page of one with its text, versions and tries, and everything that is done there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import Conflict, DomainError
from core.http import domain_error_response, go_on, is_htmx
from core.navigation import team_url
from teams.access import team_page
from teams.rules import Verb
from telemetry_demo.alerting import queries, services
from telemetry_demo.alerting.charts import readings_round
from telemetry_demo.alerting.history import readings_of_stream
from telemetry_demo.alerting.language.parsing import parse
from telemetry_demo.alerting.language.problems import mended
from telemetry_demo.alerting.models import AlertRule, RuleTry
from telemetry_demo.alerting.pages import WORDS, checked, shown_gateways, shown_try
from telemetry_demo.alerting.rules import TRY_DAYS, VersionState
from telemetry_demo.alerting.tasks import begin_try
from telemetry_demo.alerting.trying import as_spells

DAYS_FIRST = 7
LONGEST = 8000  # letters that a page takes; the language says no to more than it reads
MARGIN = 900_000_000  # microseconds shown before and after an alert of a try
LONGEST_SHOWN = 8 * MARGIN


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:LONGEST].replace("\x00", "").replace("\r\n", "\n")


def _rule(request: HttpRequest, pk: int) -> AlertRule:
    return get_object_or_404(AlertRule.objects.select_related("team"), team=request.access.team, pk=pk)


def _action(verb: Verb) -> Callable:
    """Decorates a form of these pages: POST only, authorised, refusals in words."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            try:
                return view(request, **kwargs)
            except DomainError as error:
                return domain_error_response(request, error)

        return require_POST(team_page(verb)(wrapped))

    return decorate


def _to(request: HttpRequest, name: str, words: str = "", *, undo: str = "", **kwargs) -> HttpResponse:
    if words:
        messages.success(request, words, extra_tags=undo)
    return go_on(request, team_url({"request": request}, f"telemetry_alerting:{name}", **kwargs))


@require_safe
@team_page(Verb.SEE)
def rules(request: HttpRequest) -> HttpResponse:
    """The team's rules, with what is live and what nobody has looked at."""
    every = queries.rules_of(request.access.team)
    context = {
        "section": "telemetry_demo:dashboard",
        "rules": every.filter(retired_at=None),
        "retired": every.exclude(retired_at=None),
    }
    return render(request, "telemetry_demo/rules.html", context)


@_action(Verb.WRITE_STORIES)
def new_rule(request: HttpRequest) -> HttpResponse:
    """A rule called `name`, with a first text to change."""
    made = services.write_rule(
        team=request.access.team, name=_text(request, "name"), actor=request.user, now=timezone.now()
    )
    return _to(request, "rule", pk=made.pk)


@require_safe
@team_page(Verb.SEE)
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _rule(request, pk))


def _shown(request: HttpRequest, found: AlertRule, text: str | None = None) -> dict[str, Any]:
    """What the page and its parts show, with `text` in place of what is kept where somebody has typed it."""
    versions = queries.versions_of(found)
    newest = versions[0]
    tried = queries.latest_try(newest)
    return {
        "rule": found,
        "versions": versions,
        "newest": newest,
        "live": next((version for version in versions if version.state is VersionState.LIVE), None),
        "checked": checked(newest.text if text is None else text),
        "tried": tried,
        "shown": tried and shown_try(tried, request.access.team.zone),
    }


def _page(
    request: HttpRequest, found: AlertRule, *, text: str | None = None, refused: DomainError | None = None
) -> HttpResponse:
    shown = _shown(request, found, text)
    gateways = queries.gateways_of(request.access.team)
    context = shown | {
        "section": "telemetry_demo:dashboard",
        "gateways": shown_gateways(gateways, shown["live"], timezone.now()),
        "is_changed": text is not None and text != shown["newest"].text,
        "refused": refused,
        "words": WORDS,
        "days": TRY_DAYS,
        "days_chosen": shown["tried"].days if shown["tried"] else DAYS_FIRST,
    }
    return render(request, "telemetry_demo/rule.html", context, status=refused.status if refused else 200)


@require_POST
@team_page(Verb.SEE)
def check_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong in `text`; with `mend` the problem of that number is put right. Changes nothing that is kept."""
    found, text = _rule(request, pk), _text(request, "text")
    read = checked(text)
    if (number := _text(request, "mend")).isdecimal() and int(number) < len(read.problems):
        read = checked(mended(text, read.problems[int(number)]))
    if is_htmx(request):
        return render(request, "telemetry_demo/_rule_text.html", {"rule": found, "checked": read})
    return _page(request, found, text=read.text)


def _saved(request: HttpRequest, found: AlertRule):
    """Keeps what stands in the page's form, which every button of it sends."""
    return services.save_draft(
        rule=found, text=_text(request, "text"), seen=_text(request, "seen"), actor=request.user, now=timezone.now()
    )


def _with_text(verb: Verb) -> Callable:
    """Decorates a button of the rule's form: whatever is refused, what was typed stands on the page again."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
            found = _rule(request, pk)
            try:
                return view(request, found)
            except DomainError as error:
                return _page(request, found, text=_text(request, "text"), refused=error)

        return require_POST(team_page(verb)(wrapped))

    return decorate


@_with_text(Verb.WRITE_STORIES)
def save_rule(request: HttpRequest, found: AlertRule) -> HttpResponse:
    """Keeps `text` as the draft, whether it is a rule yet or not."""
    saved = _saved(request, found)
    words = "The draft is kept." if saved.state is VersionState.DRAFT else "Nothing was changed."
    return _to(request, "rule", words, pk=found.pk)


@_with_text(Verb.WRITE_STORIES)
def try_rule(request: HttpRequest, found: AlertRule) -> HttpResponse:
    """Keeps `text`, and tries it on the last `days` that there are readings of."""
    saved = _saved(request, found)
    days = _text(request, "days")
    begin_try(
        version=saved, days=int(days) if days.isdecimal() and len(days) < 4 else 0, actor=request.user,
        now=timezone.now(),
    )  # fmt: skip
    return _to(request, "rule", pk=found.pk)


@_with_text(Verb.ACCEPT)
def make_rule_live(request: HttpRequest, found: AlertRule) -> HttpResponse:
    """The draft decides from now on; a text that was changed since it was tried is refused."""
    if _text(request, "text") != found.versions.first().text:
        raise Conflict(
            "The text was changed since it was kept.", field="text", fix="Try it on past data, then make it live."
        )
    made = services.make_live(rule=found, actor=request.user, now=timezone.now())
    return _to(request, "rule", f"Version {made.number} is live.", pk=found.pk)


@_action(Verb.ACCEPT)
def roll_rule_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What version `number` says decides again, for a `reason`."""
    number = _text(request, "number")
    made = services.roll_back(
        rule=_rule(request, pk), number=int(number) if number.isdecimal() and len(number) < 9 else 0,
        reason=_text(request, "reason"), actor=request.user, now=timezone.now(),
    )  # fmt: skip
    return _to(request, "rule", f"Version {made.number} is live: {made.note}", pk=pk)


@_action(Verb.ACCEPT)
def retire_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """It decides no more; an undo brings it back."""
    retired = services.retire_rule(rule=_rule(request, pk), actor=request.user, now=timezone.now())
    undo = team_url({"request": request}, "telemetry_alerting:restore_rule", pk=pk)
    return _to(request, "rules", f"{retired.name} is retired.", undo=undo)


@_action(Verb.ACCEPT)
def restore_rule(request: HttpRequest, pk: int) -> HttpResponse:
    back = services.bring_rule_back(rule=_rule(request, pk), actor=request.user, now=timezone.now())
    return _to(request, "rules", f"{back.name} is back.")


@require_safe
@team_page(Verb.SEE)
def rule_try(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest try of the rule's text: how far it is, or what it found. A fragment of the rule's page."""
    shown = _shown(request, _rule(request, pk))
    if shown["tried"] is None:
        raise Http404("Not tried.")
    return render(request, "telemetry_demo/_rule_try.html", shown | {"is_swapped": True})


@require_safe
@team_page(Verb.SEE)
def try_figure(request: HttpRequest, pk: int, tried: int) -> JsonResponse:
    """The chart of a finished try."""
    attempt = get_object_or_404(
        RuleTry.objects.select_related("version__rule"), version__rule=_rule(request, pk), pk=tried
    )
    shown = shown_try(attempt, request.access.team.zone)
    if shown is None:
        raise Http404("Not done.")
    return JsonResponse(shown.chart.figure)


@require_safe
@team_page(Verb.SEE)
def found_alert(request: HttpRequest, pk: int, tried: int, number: int) -> HttpResponse:
    """One alert that a try has found, marked in the readings round it."""
    attempt = get_object_or_404(RuleTry.objects.select_related("version"), version__rule=_rule(request, pk), pk=tried)
    found = as_spells(attempt.found) or []
    if number >= len(found):
        raise Http404("There is no such alert.")
    spell, said = found[number], parse(attempt.text)
    ended = min(attempt.last if spell.ended is None else spell.ended, spell.began + LONGEST_SHOWN)
    rows = readings_of_stream(
        stream=spell.stream, signals=said.signals, first=spell.began - MARGIN, last=ended + MARGIN
    )
    context = {
        "section": "telemetry_demo:dashboard",
        "rule": attempt.version.rule,
        "tried": attempt,
        "spell": spell,
        "message": said.message,
        "charts": readings_round(spell, said, rows, zone=request.access.team.zone),
    }
    return render(request, "telemetry_demo/found_alert.html", context)
