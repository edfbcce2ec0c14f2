"""Addresses of pages: a team's page carries two slugs, an organisation's one.

Both slugs come from `request.access`. Addresses once looked up are kept: a page has some twenty,
and they depend on nothing but names and slugs.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse


def team_url(context, name: str, team=None, **kwargs) -> str:
    """The address of a page of this team, or of this organisation; `team` names another team.

    Raises NoReverseMatch for a name that does not exist.
    """
    return team_url_if(context, name, team, **kwargs) or reverse(name, kwargs=kwargs)


def team_url_if(context, name: str, team=None, **kwargs) -> str:
    """As `team_url`, but empty while no such page exists: later apps appear by themselves."""
    return _address(name, *_slugs(context, team), tuple(kwargs.items()), get_urlconf() or settings.ROOT_URLCONF)


def team_of_rail(context):
    """The team that the rail leads to: the page's, else the person's first in its organisation."""
    access = getattr(context.get("request"), "access", None)
    if access is None or access.team is not None:
        return access and access.team
    mine = context.get("my_teams") or ()
    return next((team for team in mine if team.organisation_id == access.organisation.pk), None)


def _slugs(context, team) -> tuple[str | None, str | None]:
    if team is not None:
        return team.organisation.slug, team.slug
    access = getattr(context.get("request"), "access", None)
    if access is None:
        return None, None
    team = team_of_rail(context)
    return access.organisation.slug, team and team.slug


@lru_cache(maxsize=8192)
def _address(name: str, organisation: str | None, team: str | None, extra: tuple, _urlconf) -> str:
    """The address under team, organisation or neither, whichever exists first, or empty."""
    slugs = {"organisation_slug": organisation, "team_slug": team}
    shapes = [("organisation_slug", "team_slug")] if team else []
    shapes += [("organisation_slug",)] if organisation else []
    for shape in (*shapes, ()):
        try:
            return reverse(name, kwargs={key: slugs[key] for key in shape} | dict(extra))
        except NoReverseMatch:
            continue
    return ""
