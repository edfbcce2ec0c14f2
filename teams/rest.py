"""What the REST views of all apps share: fetch-and-authorise, problem answers, pages.

A viewset names a verb for each of its actions; an action without one is refused. Objects of other organisations are
not found, whether they exist or not.
"""

from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from rest_framework import exceptions, mixins, pagination, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.errors import Conflict, DomainError, Invalid
from core.http import PROBLEM, headers_of, problem_of
from teams.access import Access, accessible_teams, organisation_access, team_access
from teams.idempotency.requests import once
from teams.idempotency.rules import HEADER
from teams.models import KeptAnswer
from teams.rates.rules import READING
from teams.rates.throttle import allow_stranger, standing_of
from teams.rules import Verb
from teams.strict import require_types
from teams.tokens.rules import Scope

# Ids in addresses; longer numbers would not fit the database's keys.
NUMBER = "[0-9]{1,18}"


class Pages(pagination.PageNumberPagination):
    """50 results a page; `page_size` asks for up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request) -> int:
        """Raises ValidationError for a size that no page has."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 4 and 1 <= int(asked) <= self.max_page_size):
            raise exceptions.ValidationError({"page_size": f"Ask for 1 to {self.max_page_size} results."})
        return int(asked)

    def get_schema_operation_parameters(self, view) -> list[dict]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"]["minimum"] = 1
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"]["maximum"] = self.max_page_size
        return parameters


def _problem(status: int, code: str, detail: str, errors: list[dict]) -> Response:
    title = code.replace("_", " ").capitalize()
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, "errors": errors}
    return Response(body, status=status, content_type=PROBLEM)


def _of_domain(error: DomainError) -> Response:
    body = problem_of(error)
    body["errors"] = [{"field": error.field, "message": error.message, "fix": error.fix}]
    if isinstance(error, Conflict) and error.current:
        body["current"] = {name: None if value is None else str(value) for name, value in error.current.items()}
    return Response(body, status=error.status, content_type=PROBLEM, headers=headers_of(error))


def _flat(detail: Any, field: str = "") -> list[dict]:
    """Serializer errors as a list of {field, message, fix}; nested fields joined by dots."""
    if isinstance(detail, dict):
        parts = ((f"{field}.{name}" if field else name, value) for name, value in detail.items())
        return [entry for name, value in parts for entry in _flat(value, name)]
    if isinstance(detail, list):
        return [entry for value in detail for entry in _flat(value, field)]
    field = "" if field == "non_field_errors" else field
    return [{"field": field, "message": str(detail), "fix": ""}]


def problem_handler(error: Exception, context: dict) -> Response | None:
    """REST framework's `EXCEPTION_HANDLER`: one format for every error; unknown ones stay server errors."""
    if isinstance(error, DomainError):
        set_rollback()
        return _of_domain(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, DjangoPermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    status = 401 if isinstance(error, exceptions.NotAuthenticated) else answer.status_code
    errors = _flat(error.detail) if isinstance(error, exceptions.ValidationError) else []
    detail = "Some fields need attention." if errors else str(getattr(error, "detail", error))
    problem = _problem(status, getattr(error, "default_code", "error"), detail, errors)
    for header in ("Allow", "Retry-After", "WWW-Authenticate"):
        if header in answer:
            problem[header] = answer[header]
    return problem


def pick(queryset, key: Any, field: str) -> Any:
    """The object with this id from a queryset that holds only what the person may use; None for None.

    Raises Invalid at `field`, equally for foreign and missing ids.
    """
    if key is None:
        return None
    found = queryset.filter(pk=key).first()
    if found is None:
        raise Invalid(f"There is no {field} with the id {key}.", field=field, fix="Use an id that the API lists.")
    return found


class ApiViewSet(viewsets.GenericViewSet):
    """What every endpoint does: counts strangers, tells the rate's standing, acts once for each idempotency key.

    An action is open to tokens when `verbs` or `scopes` names what it takes; to sessions, when the person may.
    """

    declared_access = ("api", None)
    pagination_class = Pages
    lookup_value_regex = NUMBER
    verbs: ClassVar[dict[str, Verb]] = {}
    scopes: ClassVar[dict[str, Scope]] = {}
    shown_once: ClassVar[tuple[str, ...]] = ()  # fields of answers that are never kept
    unkept: ClassVar[frozenset[str]] = frozenset()  # anonymous acts: safe to repeat, and never kept for anybody
    access: Access | None = None

    def initial(self, request, *args, **kwargs) -> None:
        try:
            super().initial(request, *args, **kwargs)
        except (exceptions.NotAuthenticated, exceptions.AuthenticationFailed):
            if not allow_stranger(request):
                self.throttled(request, standing_of(request).reset)
            raise
        if HEADER in request.headers and request.method not in READING and self.action not in self.unkept:
            self._act_once(request)

    def _act_once(self, request) -> None:
        """Puts the handler that REST framework is about to call behind the key."""
        handler = getattr(self, request.method.lower())
        setattr(
            self, request.method.lower(), lambda *args, **kwargs: once(self, request, partial(handler, *args, **kwargs))
        )

    def finalize_response(self, request, response, *args, **kwargs):
        standing = standing_of(request) if isinstance(request, Request) else None
        for name, value in (standing.headers if standing else {}).items():
            response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)

    def may_still(self, kept: KeptAnswer) -> None:
        """Asks again for the right to an answer that was kept; raises as the action itself would."""
        if kept.team_id:
            self.enter_team(kept.team_id)
        elif kept.organisation_id:
            self.enter_organisation(kept.organisation_id)

    def enter_team(self, key: Any) -> Access:
        """Authorises the action in the team with this id; 404 for outsiders."""
        self.access = team_access(self.request.user, pk=key)
        self.access.require(self.verb)
        return self.access

    def enter_organisation(self, key: Any) -> Access:
        """Authorises the action in the organisation with this id; 404 for outsiders."""
        self.access = organisation_access(self.request.user, pk=key)
        self.access.require(self.verb)
        return self.access

    @property
    def verb(self) -> Verb:
        return self.verbs[self.action]

    def read(self, serializer_class: type[serializers.Serializer], **options: Any) -> dict[str, Any]:
        """The checked body of the request."""
        serializer = serializer_class(data=self.request.data, **options)
        if self.request.content_type == "application/json":
            require_types(serializer, self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def show(self, found: Any, status: int = 200) -> Response:
        return Response(self.get_serializer(found).data, status=status)


class ScopedViewSet(ApiViewSet):
    """Objects that belong to a team. Subclasses name `verbs` and, where it is not `team`, the path to the team."""

    team_path: ClassVar[str] = "team"

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if self.action not in self.verbs and request.method != "OPTIONS":
            self.permission_denied(request, message="No role may do this.")

    def get_queryset(self):
        queryset = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        verb = self.verbs["list"] if self.action == "list" else Verb.SEE
        teams = [access.team.pk for access in accessible_teams(self.request.user, verb)]
        return queryset.filter(**{f"{self.team_path}__in": teams})

    def get_object(self):
        """The object, with `self.access` set; 404 for what the person may not see, 403 for what they may not do."""
        found = super().get_object()
        self.enter(found)
        return found

    def enter(self, found: Any) -> None:
        """Authorises the action on an object that the person can see."""
        for step in self.team_path.split("__"):
            found = getattr(found, step)
        self.enter_team(found.pk)


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ScopedViewSet):
    """Lists and shows; subclasses add what can be done."""
