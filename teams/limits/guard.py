"""Counts tries at the door of the pages where something can be guessed, before anything is looked up or hashed."""

from collections.abc import Callable, Iterable

from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from core.errors import TooMany
from core.http import domain_error_response
from teams.limits import rules
from teams.limits.address import client_address
from teams.limits.rules import Limit
from teams.limits.services import put_back, take_try

Who = Callable[[HttpRequest], tuple | None]
Counted = tuple[Limit, tuple]
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _from(request: HttpRequest) -> tuple:
    return (client_address(request),)


def _address_and_place(field: str) -> Who:
    return lambda request: (request.POST.get(field, ""), client_address(request))


def _shared(request: HttpRequest) -> tuple:
    return (request.resolver_match.kwargs["token"],)


def _shared_and_place(request: HttpRequest) -> tuple:
    return (*_shared(request), client_address(request))


def _person(request: HttpRequest) -> tuple | None:
    return (request.user.pk,) if request.user.is_authenticated else None


def _person_at_the_door(request: HttpRequest) -> tuple | None:
    """Who has given the password and still owes the code."""
    login = unstash_login(request, peek=True)
    return (login.user.pk,) if login and login.user else None


# What is counted where. Posts are; where a link from a letter is opened, looking counts as well.
POSTS: dict[str, list[tuple[Limit, Who]]] = {
    "account_login": [(rules.LOG_IN_FROM, _from), (rules.LOG_IN, _address_and_place("login"))],
    "account_signup": [(rules.SIGN_UP, _from)],
    "account_reset_password": [(rules.RESET_FROM, _from), (rules.RESET, _address_and_place("email"))],
    "account_reauthenticate": [(rules.CONFIRM, _person)],
    "account_change_password": [(rules.CONFIRM, _person)],
    "account_email": [(rules.ADDRESS, _person)],
    "mfa_authenticate": [(rules.CODE, _person_at_the_door)],
    "mfa_reauthenticate": [(rules.CODE, _person)],
    "mfa_activate_totp": [(rules.CODE, _person)],
    "ceremonies:guest": [(rules.GUEST, _from)],
    "forecasting:unlock_shared": [
        (rules.SHARE_PASSWORD_FROM, _from),
        (rules.SHARE_PASSWORD, _shared_and_place),
        (rules.SHARE_PASSWORD_ALL, _shared),
    ],
}
LINKS: dict[str, list[tuple[Limit, Who]]] = {
    "account_reset_password_from_key": [(rules.KEY, _from)],
    "account_confirm_email": [(rules.KEY, _from)],
    "teams:join": [(rules.KEY, _from)],
}


def limit_guessing(get_response: Callable) -> Callable:
    """Middleware: answers 429 where a limit is reached, and forgets the tries that turned out right."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 302:  # these pages lead on when what was typed is right
            _put_back([one for one in getattr(request, "counted", ()) if one[0].failures])
        return response

    def process_view(request: HttpRequest, view: Callable, args, kwargs) -> HttpResponseBase | None:
        name = request.resolver_match.view_name
        wanted = LINKS.get(name) or (POSTS.get(name) if request.method in UNSAFE else None)
        if not wanted:
            return None
        try:
            request.counted = _count((limit, who(request)) for limit, who in wanted)
        except TooMany as refusal:
            return domain_error_response(request, refusal)
        return None

    middleware.process_view = process_view
    return middleware


def _count(tries: Iterable[tuple[Limit, tuple | None]]) -> list[Counted]:
    """Takes one try of each; all or none."""
    counted: list[Counted] = []
    try:
        for limit, who in tries:
            if who is not None:
                take_try(limit, *who, now=timezone.now())
                counted.append((limit, who))
    except TooMany:
        _put_back(counted)
        raise
    return counted


def _put_back(counted: Iterable[Counted]) -> None:
    for limit, who in counted:
        put_back(limit, *who)
