"""What the palette offers: lines in groups. Only what the person who asks may see or do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

from stories.search.rules import Piece, has_all, pieces
from teams.access import Access
from teams.rules import Verb


@dataclass(frozen=True)
class Option:
    """One line: a link, or with `does` something that the page itself does (theme, keys, sign-out)."""

    icon: str
    label: str
    note: str = ""
    address: str = ""
    does: str = ""
    key: str = ""
    words: Sequence[str] = ()

    @property
    def parts(self) -> list[Piece]:
        """The label cut at what was looked for."""
        return pieces(self.label, self.words)

    @property
    def is_remembered(self) -> bool:
        """Whether it stands among the recent ones after it was chosen."""
        return bool(self.address) and not self.key


@dataclass(frozen=True)
class Group:
    name: str
    options: list[Option] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A page or action that the palette knows: its URL name, and other words by which people look for it."""

    url_name: str
    icon: str
    label: str
    also: str = ""
    note: str = ""
    verb: Verb | None = None
    key: str = ""
    does: str = ""

    def fits(self, words: Sequence[str]) -> bool:
        return has_all(f"{self.label} {self.also}", words)


PAGES = (
    Entry("scrum:today", "sun", "Today", "home start"),
    Entry("sprints:board", "square-kanban", "Board", "kanban columns sprint"),
    Entry("sprints:wall", "monitor", "Board on the wall", "screen meeting room big"),
    Entry("stories:backlog", "layers", "Backlog", "stories order"),
    Entry("stories:labels", "tag", "Epics and labels", "rename merge retire group"),
    Entry("sprints:planning", "calendar-check", "Planning", "sprint capacity"),
    Entry("ceremonies:standup", "timer", "Standup", "daily"),
    Entry("ceremonies:refinement", "list-checks", "Refinement"),
    Entry("ceremonies:poker", "spade", "Poker", "estimate"),
    Entry("ceremonies:review", "presentation", "Review", "demo"),
    Entry("ceremonies:retro", "message-circle-heart", "Retro", "retrospective"),
    Entry("ceremonies:polls", "smile", "Polls", "ask vote mood health"),
    Entry("forecasting:releases", "trending-up", "Forecast", "release"),
    Entry("forecasting:velocity", "chart-column", "Velocity", "points numbers"),
    Entry("forecasting:links", "link", "Shared reports", "share link stakeholders pdf"),
    Entry("sprints:reports", "file-text", "Sprint reports", "history past"),
    Entry("telemetry_demo:dashboard", "activity", "Telemetry", "patients"),
    Entry("stories:impediments", "octagon-alert", "Impediments", "blocked"),
    Entry("teams:people", "users-round", "People", "members roles"),
    Entry("stories:personas", "contact-round", "Personas"),
    Entry("teams:settings", "settings", "Settings", "columns checklists"),
    Entry("teams:profile", "user-round", "Your profile", "name keys password"),
)
ACTIONS = (
    Entry("stories:new_story", "plus", "New story", "add write create", key="C"),
    Entry("sprints:planning", "calendar-check", "Plan sprint", "next", verb=Verb.MANAGE_SPRINTS),
    Entry("forecasting:release_new", "rocket", "New release", "ship version forecast"),
    Entry("stories:persona_create", "contact-round", "New persona", "add"),
    Entry("integrations:imports", "upload", "Import stories", "csv jira file"),
    Entry("", "sun-moon", "Switch theme", "dark light", does="theme"),
    Entry("", "keyboard", "Show all keys", "shortcuts help", does="keys", key="?"),
    Entry("", "log-out", "Sign out", "leave log out", does="sign-out"),
)


def may_open(access: Access, address: str, verb: Verb | None = None) -> bool:
    """Whether the person may open this address, by what its own view declares."""
    try:
        _, declared = resolve(address).func.declared_access
    except (Resolver404, AttributeError):
        return False
    return all(access.may(one) for one in (declared, verb) if one)
