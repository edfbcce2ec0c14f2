"""The bell, what was told, and what one wants to be told."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.errors import Invalid
from core.http import domain_error_response, toast
from live.publish import version_of
from teams.access import signed_in_page
from teams.notifications.queries import (
    Habit,
    choices_of,
    clock_of,
    habits_of,
    latest_of,
    notifications_of,
    topic_of,
    unread_count,
)
from teams.notifications.rules import DIGEST_TIMES, KEPT_FOR, KINDS, Kind, Wish, clean_digest_time
from teams.notifications.services.choosing import choose_digest, choose_notifications
from teams.notifications.services.telling import mark_read


@require_safe
@never_cache
@signed_in_page
def notifications(request: HttpRequest) -> HttpResponse:
    """What was told, newest first, beside what reaches one and where."""
    choices, habit = choices_of(request.user), habits_of([request.user.pk])[request.user.pk]
    context = {
        "topic": topic_of(request.user),
        "version": version_of(topic_of(request.user)),
        "choices": [(kind, KINDS[kind], wish) for kind, wish in choices.items()],
        "habit": habit,
        "times": DIGEST_TIMES,
        "zone": clock_of(request.user)[0],
        "kept_days": KEPT_FOR.days,
        **_news(request),
    }
    return render(request, "teams/notifications/page.html", context)


def _news(request: HttpRequest) -> dict:
    rows = latest_of(request.user)
    return {"rows": rows, "unread": unread_count(request.user), "now": timezone.now()}


@require_safe
@never_cache
@signed_in_page
def news(request: HttpRequest) -> HttpResponse:
    """The list alone, for a page that was told of something new."""
    version = version_of(topic_of(request.user))
    return render(request, "teams/notifications/_news.html", {"version": version, **_news(request)})


@require_safe
@never_cache
@signed_in_page
def bell(request: HttpRequest) -> JsonResponse:
    """How many are unread, and since which version of the topic."""
    version = version_of(topic_of(request.user))
    return JsonResponse({"unread": unread_count(request.user), "version": version})


@require_POST
@signed_in_page
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one as read and leads to what it is about."""
    found = get_object_or_404(notifications_of(request.user), pk=pk)
    mark_read(user=request.user, now=timezone.now(), notification=found)
    is_ours = url_has_allowed_host_and_scheme(found.address, allowed_hosts=None)
    return redirect(found.address if found.address and is_ours else "teams:notifications")


@require_POST
@signed_in_page
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(user=request.user, now=timezone.now())
    return redirect("teams:notifications")


@require_POST
@signed_in_page
def choose(request: HttpRequest) -> HttpResponse:
    """Keeps the whole table: a box that is not ticked is not sent. An odd time changes nothing."""
    ticked = set(request.POST.getlist("here")), set(request.POST.getlist("mail"))
    has_digest = request.POST.get("digest") == "1"
    usual = f"{Habit().digest_at:%H:%M}"
    try:
        digest_at = clean_digest_time(request.POST.get("digest_at", usual))
    except Invalid as error:
        return domain_error_response(request, error)
    choose_notifications(
        user=request.user, wishes={kind: Wish(kind.value in ticked[0], kind.value in ticked[1]) for kind in Kind}
    )
    choose_digest(user=request.user, has_digest=has_digest, digest_at=digest_at, now=timezone.now())
    return toast(request, redirect("teams:notifications"), "Your choice is saved.")
