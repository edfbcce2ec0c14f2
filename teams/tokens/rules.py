"""What an access token may do: its scopes, the verbs behind them, and what may be made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.errors import Invalid, NotAllowed
from teams.rules import Verb

PREFIX: Final = "tpat_"  # so that scanners for leaked secrets know our tokens
SHOWN_CHARACTERS: Final = 4
MOST_PER_PERSON: Final = 50


class Scope(StrEnum):
    """What a token is for. Every token reads; the others each add one kind of change."""

    READ = "read"
    STORIES = "stories"
    SPRINTS = "sprints"
    CEREMONIES = "ceremonies"
    PEOPLE = "people"
    IMPORTS = "imports"
    SETTINGS = "settings"
    TOKENS = "tokens"


SCOPE_NAMES: Final = {
    Scope.READ: "Read everything that you may see",
    Scope.STORIES: "Write, estimate, order, move and accept stories, with comments and personas",
    Scope.SPRINTS: "Plan, commit, change and close sprints",
    Scope.CEREMONIES: "Run ceremonies, vote, decide on releases",
    Scope.PEOPLE: "Manage people and when they are away",
    Scope.IMPORTS: "Import, export, share and integrate",
    Scope.SETTINGS: "Change settings, create teams",
    Scope.TOKENS: "Make and revoke tokens no wider than itself",
}

# The one place that says which scope opens which verb. A verb that is not here is closed to every token.
VERBS: Final[dict[Scope, frozenset[Verb]]] = {
    Scope.READ: frozenset({Verb.SEE, Verb.SEE_ORGANISATION}),
    Scope.STORIES: frozenset({Verb.COMMENT, Verb.WRITE_STORIES, Verb.ORDER_BACKLOG, Verb.MANAGE_PERSONAS, Verb.ACCEPT}),
    Scope.SPRINTS: frozenset({Verb.MANAGE_SPRINTS}),
    Scope.CEREMONIES: frozenset({Verb.RUN_CEREMONIES, Verb.VOTE, Verb.ESTIMATE, Verb.DECIDE_RELEASE}),
    Scope.PEOPLE: frozenset({Verb.MANAGE_MEMBERS, Verb.MANAGE_PEOPLE, Verb.ENTER_DAYS_OFF, Verb.MANAGE_AVAILABILITY}),
    Scope.IMPORTS: frozenset({Verb.INTEGRATE, Verb.SHARE}),
    Scope.SETTINGS: frozenset({Verb.MANAGE_TEAM, Verb.MANAGE_ORGANISATION, Verb.CREATE_TEAM}),
    Scope.TOKENS: frozenset(),
}
_SCOPE_OF: Final = {verb: scope for scope, verbs in VERBS.items() for verb in verbs}


def scope_for(verb: Verb | None) -> Scope | None:
    """The scope that opens a verb; None when no token may do it."""
    return _SCOPE_OF.get(verb)


@dataclass(frozen=True)
class Grant:
    """What a token lets its person do at most, by ids: in one team, one organisation, or wherever they belong."""

    scopes: frozenset[Scope]
    organisation: int | None = None
    team: int | None = None
    expires_at: datetime | None = None

    def covers(self, verb: Verb, organisation: int, team: int | None) -> bool:
        """Whether the token reaches this verb there. A team's token reads its organisation's lists, too."""
        if scope_for(verb) not in self.scopes or self.organisation not in (None, organisation):
            return False
        return self.team in (None, team) or (team is None and verb is Verb.SEE_ORGANISATION)

    def require_no_wider(self, wanted: "Grant") -> None:
        """Raises NotAllowed when `wanted` reaches further than this token."""
        if beyond := wanted.scopes - self.scopes:
            raise NotAllowed(
                f"This token has not the scope {min(beyond)}.",
                field="scopes",
                fix="A token makes none wider than itself.",
            )
        for name in ("organisation", "team"):
            if getattr(self, name) not in (None, getattr(wanted, name)):
                raise NotAllowed(f"This token is limited to one {name}.", field=name, fix=f"Name the same {name}.")
        if self.expires_at and (wanted.expires_at is None or wanted.expires_at > self.expires_at):
            raise NotAllowed(
                "This token expires earlier.", field="expires_at", fix="Choose no later time than its own."
            )


def clean_scopes(scopes: Iterable[str]) -> frozenset[Scope]:
    """The scopes of a new token, reading always among them; raises Invalid for an unknown one."""
    if unknown := set(scopes) - set(Scope):
        raise Invalid(f"There is no scope {min(unknown)}.", field="scopes", fix=f"Choose from {', '.join(Scope)}.")
    return frozenset({Scope.READ, *map(Scope, scopes)})


def clean_expiry(expires_at: datetime | None, now: datetime) -> datetime | None:
    """Raises Invalid for a time that has passed."""
    if expires_at is not None and expires_at <= now:
        raise Invalid(
            "The token would have expired already.", field="expires_at", fix="Choose a time to come, or none."
        )
    return expires_at
