"""Finds what a question means: stories, words in them, people, labels, pages and actions."""

from collections.abc import Sequence
from urllib.parse import urlencode

from core.navigation import team_url_if
from scrum.palette.options import ACTIONS, PAGES, Entry, Group, Option, may_open
from stories.models import Story
from stories.search.queries import Found, find, written_of
from stories.search.rules import Tier, has_all, snippet, words_of
from teams.access import Access, accessible_teams
from teams.models import Team, User

STORIES, PASSAGES, NAMES = 7, 4, 5


class Palette:
    """One question of one person on one team's page. `>` asks for actions, `@` for people, `#` for labels only."""

    def __init__(self, request, question: str):
        self.access: Access = request.access
        self.mode, self.question = (question[0], question[1:]) if question[:1] in ">@#" and question else ("", question)
        self.words = words_of(self.question)
        self.teams = {one.team.pk: one for one in accessible_teams(request.user)}
        self._request = request

    def groups(self) -> list[Group]:
        """What was found, without empty groups."""
        asked = {
            ">": [self._actions, self._pages],
            "@": [self._people],
            "#": [self._labels],
            "": [self._stories, self._people, self._actions, self._passages, self._labels, self._pages]
            if self.words
            else [self._actions, self._pages],
        }
        if self.words and not self.mode:
            self.found = find(self.teams, self.question, stories=Story.objects.select_related("status", "persona"))
        return [group for part in asked[self.mode] if (group := part()).options]

    def _address(self, name: str, team: Team | None = None, **kwargs) -> str:
        return team_url_if({"request": self._request}, name, team, **kwargs)

    def _of(self, team_id: int) -> Team:
        return self.teams[team_id].team

    def _story(self, found: Found, label: str, note: str) -> Option:
        story, team = found.story, self._of(found.story.team_id)
        if team.pk != self.access.team.pk:
            note += f" · {team.name}"
        icon = "layers" if story.in_backlog and not story.is_done else "square-kanban"
        return Option(icon, label, note, self._address("stories:story", team, key=story.key), words=self.words)

    def _stories(self) -> Group:
        named = [one for one in self.found if one.tier != Tier.ANYWHERE][:STORIES]
        return Group("Stories", [self._story(one, one.story.title, _standing(one.story)) for one in named])

    def _passages(self) -> Group:
        """Where title and sentence say nothing: the passage that does."""
        deep = [one for one in self.found if one.tier == Tier.ANYWHERE][:PASSAGES]
        written = written_of([one.story for one in deep])
        options = []
        for one in deep:
            text = _best(written[one.story.pk].body, self.words)
            label = "".join(piece.text for piece in snippet(text, self.words, 90))
            options.append(self._story(one, f"“{label}”", f"{one.story.key} {one.story.title}"))
        return Group("Words in descriptions, criteria and comments", options)

    def _people(self) -> Group:
        here = {"team_memberships__team": self.access.team, "team_memberships__left_at": None}
        people = [one for one in User.objects.filter(**here).order_by("name") if has_all(one.name, self.words)]
        backlog = self._address("stories:backlog")
        return Group(
            "People",
            [
                Option("user-round", one.name, "Stories of this person", f"{backlog}?where=all&assignee={one.pk}",
                       words=self.words)
                for one in people[:NAMES]
            ],
        )  # fmt: skip

    def _labels(self) -> Group:
        team, backlog = self.access.team, self._address("stories:backlog")
        kinds = (("label", "tag", "Label", team.labels), ("epic", "folder-open", "Epic", team.epics))
        options = [
            Option(icon, one.name, name, f"{backlog}?where=all&{field}={one.pk}", words=self.words)
            for field, icon, name, things in kinds
            for one in things.all()
            if has_all(one.name, self.words)
        ]
        personas = self.access.organisation.personas.current()
        options += [
            Option(one.icon, one.name, "Persona", self._address("stories:persona", pk=one.pk), words=self.words)
            for one in personas
            if has_all(one.name, self.words)
        ]
        return Group("Labels, epics and personas", options[: 2 * NAMES])

    def _actions(self) -> Group:
        options = [option for entry in ACTIONS if entry.fits(self.words) and (option := self._entry(entry))]
        options += self._other_teams()
        new = self._address("stories:new_story")
        if self.words and not self.mode and may_open(self.access, new):
            text = self.question.strip()
            address = f"{new}?{urlencode({'title': text})}"
            options.append(
                Option("plus", f"New story: “{text}”", "Opens the editor with this text", address, words=self.words)
            )
        return Group("Do", options)

    def _other_teams(self) -> list[Option]:
        label = "Switch to {}"
        return [
            Option("users-round", label.format(one.team.name), one.organisation.name,
                   self._address("scrum:today", one.team), words=self.words)
            for one in self.teams.values()
            if one.team.pk != self.access.team.pk and has_all(label.format(one.team.name) + " team", self.words)
        ][:NAMES]  # fmt: skip

    def _pages(self) -> Group:
        options = [option for entry in PAGES if entry.fits(self.words) and (option := self._entry(entry))]
        return Group("Go to", options)

    def _entry(self, entry: Entry) -> Option | None:
        """The line of a page or action, None for what does not exist or the person may not do."""
        address = self._address(entry.url_name) if entry.url_name else ""
        if not entry.does and not (address and may_open(self.access, address, entry.verb)):
            return None
        return Option(entry.icon, entry.label, entry.note, address, entry.does, entry.key, self.words)


def _standing(story: Story) -> str:
    place = "Backlog" if story.in_backlog and not story.is_done else story.status.name
    sentence = f" · {story.persona.name}" if story.persona else ""
    return f"{story.key} · {place}{sentence}"


def _best(texts: Sequence[str], words: Sequence[str]) -> str:
    """The text with the most of the words in it."""
    return max(texts, key=lambda text: sum(has_all(text, [word]) for word in words), default="")
