"""What the shells show on every page: the person's teams, and whom one may try in the demo."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from scrum.demo import visitors
from teams.access import accessible_teams


def shell(request: HttpRequest) -> dict:
    """Template context. Lists are read only when a template asks for them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo_people": SimpleLazyObject(lambda: visitors.people_for(request))} if settings.DEMO else {}
    return {"my_teams": SimpleLazyObject(lambda: [access.team for access in accessible_teams(user)])}
