"""Permissions of sprints that need more than one verb."""

from django.core.exceptions import PermissionDenied

from sprints.models import Sprint
from sprints.rules import SprintState
from teams.access import Access
from teams.rules import Verb


def may_choose_stories(access: Access) -> bool:
    """Whoever plans the sprint or orders the backlog chooses what goes into a planned sprint."""
    return access.may(Verb.MANAGE_SPRINTS) or access.may(Verb.ORDER_BACKLOG)


def require_choose_stories(access: Access) -> None:
    """Raises PermissionDenied."""
    if not may_choose_stories(access):
        raise PermissionDenied("Your role does not let you choose stories for a planned sprint.")


def require_scope_change(access: Access, sprint: Sprint) -> None:
    """Everybody who works on stories may change a running sprint's scope, with a reason; a plan has planners."""
    if sprint.state == SprintState.PLANNED:
        require_choose_stories(access)
    else:
        access.require(Verb.WRITE_STORIES)
