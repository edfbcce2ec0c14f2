"""Pure decisions about people: roles, verbs and who may do what (the role table, PPL-8)."""

from enum import StrEnum
from typing import Final


class OrganisationRole(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    # Not "member": roles of organisation and team meet in one set, and this one opens no team.
    MEMBER = "org_member"


class TeamRole(StrEnum):
    SCRUM_MASTER = "scrum_master"
    PRODUCT_OWNER = "product_owner"
    MEMBER = "member"
    STAKEHOLDER = "stakeholder"


ROLE_NAMES: Final = {
    OrganisationRole.OWNER: "Owner",
    OrganisationRole.ADMIN: "Admin",
    OrganisationRole.MEMBER: "Member",
    TeamRole.SCRUM_MASTER: "Scrum master",
    TeamRole.PRODUCT_OWNER: "Product owner",
    TeamRole.MEMBER: "Team member",
    TeamRole.STAKEHOLDER: "Stakeholder",
}


class MembershipKind(StrEnum):
    EMBEDDED = "embedded"
    COACH = "coach"


class Verb(StrEnum):
    """What a person wants to do; one per row of the role table, finer where two rows meet."""

    SEE = "see the team's work"
    COMMENT = "comment"
    WRITE_STORIES = "write, refine, estimate and move stories"
    ORDER_BACKLOG = "order the backlog"
    MANAGE_PERSONAS = "manage personas"
    ACCEPT = "accept or return work, override a gate"
    MANAGE_SPRINTS = "plan, commit and close sprints"
    ENTER_DAYS_OFF = "enter your days off"
    MANAGE_AVAILABILITY = "change the availability of others"
    RUN_CEREMONIES = "run a ceremony"
    VOTE = "vote"
    ESTIMATE = "vote in planning poker"
    DECIDE_RELEASE = "decide on a release"
    SHARE = "share reports by link"
    MANAGE_MEMBERS = "manage the team's people"
    INTEGRATE = "import, export and integrate"
    MANAGE_TEAM = "change the team's settings"
    MANAGE_PEOPLE = "manage the organisation's people"
    MANAGE_ORGANISATION = "manage the organisation"
    SEE_ORGANISATION = "see the organisation"
    CREATE_TEAM = "create a team"


_OWNER, _ADMIN = OrganisationRole.OWNER, OrganisationRole.ADMIN
_SM, _PO, _MEMBER, _STAKEHOLDER = TeamRole
_EVERYBODY = frozenset({_OWNER, _ADMIN, _SM, _PO, _MEMBER, _STAKEHOLDER})

# The role table. A verb that is not here is refused to everybody.
MAY: Final[dict[Verb, frozenset]] = {
    Verb.SEE: _EVERYBODY,
    Verb.COMMENT: _EVERYBODY,
    Verb.WRITE_STORIES: _EVERYBODY - {_STAKEHOLDER},
    Verb.ORDER_BACKLOG: frozenset({_OWNER, _ADMIN, _PO}),
    Verb.MANAGE_PERSONAS: frozenset({_OWNER, _ADMIN, _PO}),
    Verb.ACCEPT: frozenset({_OWNER, _ADMIN, _PO}),
    Verb.MANAGE_SPRINTS: frozenset({_OWNER, _ADMIN, _SM}),
    Verb.ENTER_DAYS_OFF: _EVERYBODY - {_STAKEHOLDER},
    Verb.MANAGE_AVAILABILITY: frozenset({_OWNER, _ADMIN, _SM}),
    Verb.RUN_CEREMONIES: frozenset({_OWNER, _ADMIN, _SM}),
    Verb.VOTE: frozenset({_OWNER, _ADMIN, _SM, _PO, _MEMBER}),
    Verb.ESTIMATE: frozenset({_OWNER, _ADMIN, _SM, _MEMBER}),
    Verb.DECIDE_RELEASE: frozenset({_PO, _STAKEHOLDER}),
    Verb.SHARE: frozenset({_OWNER, _ADMIN, _SM, _PO}),
    Verb.MANAGE_MEMBERS: frozenset({_OWNER, _ADMIN, _SM}),
    Verb.INTEGRATE: frozenset({_OWNER, _ADMIN}),
    Verb.MANAGE_TEAM: frozenset({_OWNER, _ADMIN, _SM}),
    Verb.MANAGE_PEOPLE: frozenset({_OWNER, _ADMIN}),
    Verb.MANAGE_ORGANISATION: frozenset({_OWNER}),
    Verb.SEE_ORGANISATION: _EVERYBODY | {OrganisationRole.MEMBER},
    Verb.CREATE_TEAM: frozenset({_OWNER, _ADMIN}),
}


def may(roles: frozenset, verb: Verb) -> bool:
    """Whether any of `roles` (organisation and team roles of one person) allows `verb`."""
    return not MAY.get(verb, frozenset()).isdisjoint(roles)


def initials(name: str) -> str:
    """Two letters for an avatar: first and last word's initial, or the first two letters."""
    words = name.split()
    letters = words[0][0] + words[-1][0] if len(words) > 1 else (words[0][:2] if words else "?")
    return letters.upper()
