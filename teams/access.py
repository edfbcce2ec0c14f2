"""The one door to every page: fetch and authorise in one step, denied by default.

An outsider and a missing object get the same 404; a member who lacks the right gets 403. A view that carries none
of these decorators is refused by `DenyUndeclaredViews`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.utils import timezone

from teams import rules
from teams.models import Organisation, OrganisationMembership, Team, TeamMembership, User
from teams.rules import OrganisationRole, Verb


@dataclass(frozen=True)
class Access:
    """One person's standing towards one organisation and, where asked, one of its teams."""

    user: User
    organisation: Organisation
    team: Team | None = None
    roles: frozenset[str] = field(default_factory=frozenset)

    def may(self, verb: Verb) -> bool:
        """Whether the roles allow it, and the token, if the person came with one."""
        grant = self.user.grant
        reaches = grant is None or grant.covers(verb, self.organisation.pk, self.team and self.team.pk)
        return reaches and rules.may(self.roles, verb)

    def require(self, verb: Verb) -> None:
        """Raises PermissionDenied, naming what the person may not do."""
        if not self.may(verb):
            raise PermissionDenied(f"Your role does not let you {verb}.")

    @property
    def organisation_role(self) -> str | None:
        """The one role that the person has in the organisation itself."""
        return next(iter(self.roles & frozenset(OrganisationRole)), None)

    @property
    def allowed(self) -> frozenset[str]:
        """Names of all allowed verbs, for templates: `{% if 'WRITE_STORIES' in access.allowed %}`."""
        return frozenset(verb.name for verb in Verb if self.may(verb))


def _my_organisation_role(user: User, organisation_id) -> Subquery:
    mine = OrganisationMembership.objects.filter(user=user, organisation=organisation_id)
    return Subquery(mine.values("role")[:1])


def _teams_with_my_roles(user: User):
    mine = TeamMembership.objects.current().filter(user=user, team=OuterRef("pk"))
    return Team.objects.select_related("organisation").annotate(
        my_roles=Subquery(mine.values("roles")[:1]),
        my_organisation_role=_my_organisation_role(user, OuterRef("organisation")),
    )


def _as_access(user: User, team: Team) -> Access:
    roles = frozenset(team.my_roles or ()) | frozenset(filter(None, [team.my_organisation_role]))
    return Access(user=user, organisation=team.organisation, team=team, roles=roles)


def team_access(user: User, **lookup) -> Access:
    """The person's access to the team found by `lookup`; Http404 for outsiders and missing teams alike."""
    key = lookup.get("pk")
    if len(lookup) == 1 and isinstance(key, int) and key < KEYS_END:
        return _seen(next(iter(_accesses(user, _BY_KEY, key)), None))
    team = _teams_with_my_roles(user).filter(**lookup).first()
    return _seen(team and _as_access(user, team))


# By hand: every page needs these, and building the query above costs several times what running it does.
_MY_TEAMS = """
    SELECT team.*, membership.roles AS my_roles, standing.role AS my_organisation_role,
           organisation.name AS organisation_name, organisation.slug AS organisation_slug
    FROM teams_team team
    JOIN teams_organisation organisation ON organisation.id = team.organisation_id
    LEFT JOIN teams_teammembership membership
        ON membership.team_id = team.id AND membership.user_id = %s AND membership.left_at IS NULL
    LEFT JOIN teams_organisationmembership standing
        ON standing.organisation_id = organisation.id AND standing.user_id = %s
"""
_OF_PAGE = f"{_MY_TEAMS} WHERE organisation.slug = %s AND team.slug = %s"
_BY_KEY = f"{_MY_TEAMS} WHERE team.id = %s"
KEYS_END = 2**63  # no database takes a larger one as a parameter
_ALL = f"{_MY_TEAMS} WHERE membership.id IS NOT NULL OR standing.id IS NOT NULL ORDER BY team.name"


def _accesses(user: User, sql: str, *parameters: object) -> list[Access]:
    teams = list(Team.objects.raw(sql, [user.pk, user.pk, *parameters]))
    for team in teams:
        known = [team.organisation_id, team.organisation_name, team.organisation_slug]
        team.organisation = Organisation.from_db(team._state.db, ["id", "name", "slug"], known)
        team.my_roles = json.loads(team.my_roles or "[]")
    return [_as_access(user, team) for team in teams]


def page_access(user: User, organisation_slug: str, team_slug: str) -> Access:
    """As `team_access` of the team with this address, in one quick query."""
    return _seen(next(iter(_accesses(user, _OF_PAGE, organisation_slug, team_slug)), None))


def _seen(access: Access | None) -> Access:
    if not access or not access.may(Verb.SEE):
        raise Http404("No such team.")
    return access


def organisation_access(user: User, **lookup) -> Access:
    """The person's access to an organisation, with the union of their team roles in it; Http404 for outsiders."""
    organisation = (
        Organisation.objects.filter(**lookup)
        .annotate(my_organisation_role=_my_organisation_role(user, OuterRef("pk")))
        .first()
    )
    if organisation is None or organisation.my_organisation_role is None:
        raise Http404("No such organisation.")
    mine = TeamMembership.objects.current().filter(user=user, team__organisation=organisation)
    team_roles = {role for roles in mine.values_list("roles", flat=True) for role in roles}
    roles = frozenset(team_roles | {organisation.my_organisation_role})
    access = Access(user=user, organisation=organisation, roles=roles)
    if not access.may(Verb.SEE_ORGANISATION):
        raise Http404("No such organisation.")
    return access


def accessible_organisations(user: User) -> QuerySet[Organisation]:
    """The organisations that the person belongs to, as far as their token reaches."""
    mine = Organisation.objects.filter(memberships__user=user)
    limit = user.grant and user.grant.organisation
    return mine.filter(pk=limit) if limit else mine


def accessible_teams(user: User, verb: Verb = Verb.SEE) -> list[Access]:
    """Access to every team the person may `verb` in, by name."""
    return [access for access in _accesses(user, _ALL) if access.may(verb)]


def _declare(view: Callable, principal: str, verb: Verb | None) -> Callable:
    view.declared_access = (principal, verb)
    return view


def team_page(verb: Verb) -> Callable:
    """Decorates a view of `/t/<organisation>/<team>/…`; sets `request.access` and consumes both slugs."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, organisation_slug: str, team_slug: str, **kwargs):
            request.access = page_access(request.user, organisation_slug, team_slug)
            request.access.require(verb)
            with timezone.override(request.access.team.zone):  # pages tell times by the team's clock
                return view(request, **kwargs)

        return _declare(login_required(wrapped), "team", verb)

    return decorate


def organisation_page(verb: Verb) -> Callable:
    """Decorates a view of `/o/<organisation>/…`; sets `request.access` and consumes the slug."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def wrapped(request: HttpRequest, organisation_slug: str, **kwargs):
            request.access = organisation_access(request.user, slug=organisation_slug)
            request.access.require(verb)
            return view(request, **kwargs)

        return _declare(login_required(wrapped), "organisation", verb)

    return decorate


def signed_in_page(view: Callable) -> Callable:
    """Decorates a view that any signed-in person may open."""
    return _declare(login_required(view), "signed in", None)


def public_page(view: Callable) -> Callable:
    """Decorates a view that anybody may open."""
    return _declare(view, "anybody", None)


# Whole packages whose views decide for themselves; each is listed in the permission table with its reason.
SELF_DECIDING = ("allauth.", "django.contrib.admin.", "django.views.static", "drf_spectacular.")


def is_declared(view: Callable) -> bool:
    """Whether a view says who may open it, itself or through its class or package."""
    target = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    module = getattr(target, "__module__", "")
    return hasattr(view, "declared_access") or hasattr(target, "declared_access") or module.startswith(SELF_DECIDING)


def deny_undeclared_views(get_response: Callable) -> Callable:
    """Middleware: a view that nobody declared is refused, so that a forgotten decorator cannot open a door."""

    def middleware(request: HttpRequest):
        return get_response(request)

    def process_view(request: HttpRequest, view: Callable, args, kwargs) -> None:
        if not is_declared(view):
            raise PermissionDenied(f"{view.__module__}.{view.__qualname__} declares no access.")

    middleware.process_view = process_view
    return middleware
