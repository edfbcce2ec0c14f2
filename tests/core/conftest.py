"""Pages of a small house of their own: the shell is tested without any room in it."""

from types import SimpleNamespace

import pytest
from django.template import engines


@pytest.fixture
def render():
    """Renders a template text, as the product's templates are rendered, with what the arguments name."""

    def render(text, request=None, **context):
        return engines["django"].from_string(text).render(context, request)

    return render


@pytest.fixture
def heartworks():
    return SimpleNamespace(pk=1, name="Heartworks", slug="heartworks")


@pytest.fixture
def pulse(heartworks):
    return SimpleNamespace(
        pk=7, name="Pulse", slug="pulse", purpose="Cardiac telemetry", organisation=heartworks, organisation_id=1
    )


@pytest.fixture
def at(rf, pulse):
    """A request for a page of Pulse, or with `team=None` of its organisation, as `teams.access` leaves it."""

    def at(path="/", *, team=pulse, view_name=""):
        request = rf.get(path)
        request.user = SimpleNamespace(pk=3, id=3, name="Maren Holt", is_authenticated=True, single_keys=True)
        request.access = SimpleNamespace(team=team, organisation=pulse.organisation)
        request.resolver_match = SimpleNamespace(view_name=view_name)
        return request

    return at
