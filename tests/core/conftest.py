"""Pages of a small house of their own: the shell is tested without any room in it."""

import copy
from types import SimpleNamespace

import pytest
from django.template import engines

from tests.core import workshop


@pytest.fixture
def render():
    """Renders a template text, as the product's templates are rendered, with what the arguments name."""

    def render(text, request=None, **context):
        return engines["django"].from_string(text).render({"my_teams": [], **context}, request)

    return render


@pytest.fixture
def pulse():
    return copy.copy(workshop.PULSE)


@pytest.fixture
def at(rf, pulse):
    """A request for a page of Pulse, or with `team=None` of its organisation, as `teams.access` leaves it."""

    def at(path="/", *, team=pulse, view_name=""):
        request = workshop.at_pulse(rf.get(path), team=team)
        request.user = copy.copy(request.user)
        request.resolver_match = SimpleNamespace(view_name=view_name)
        return request

    return at
