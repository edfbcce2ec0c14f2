"""Past sprints out of the stories of a tracker: told by `rules.chapters`, written by `sprints.history`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from core.errors import Conflict
from integrations.imports.formats.csv_history import refuse_mixing
from integrations.imports.queries import own_sprints
from integrations.imports.rules.chapters import Chapter, Traveller
from sprints.history.rules import PastStory
from sprints.history.services import record_past_sprint_of_stories
from sprints.models import Sprint
from stories.models import Story
from teams.models import Team, User

_BATCH = 500


def shown(chapter: Chapter, zone: tzinfo) -> dict[str, str]:
    """A past sprint as the check shows it."""
    scope = chapter.scope(zone)
    return {
        "name": chapter.name,
        "number": chapter.number,
        "start": chapter.start.isoformat(),
        "end": chapter.end.isoformat(),
        "dates_known": chapter.dates_known,
        "stories": len(scope.items),
        "committed": str(scope.committed),
        "added": str(scope.added),
        "removed": str(scope.removed),
        "completed": str(scope.done),
    }


def has_own_sprints(team: Team) -> bool:
    """Whether a past from elsewhere would run into sprints of the team's own."""
    return own_sprints(team).exists()


def write(
    *, team: Team, chapters: Sequence[Chapter], first_number: int, actor: User | None, now: datetime
) -> list[int]:
    """Records the sprints with their stories, oldest first; their ids. `first_number` is the first new story's.

    The caller has locked the team. Raises Conflict when the team has sprints of its own, or one of these is here.
    """
    if not chapters:
        return []
    refuse_mixing(team)
    _refuse_doubles(team, chapters)
    places = _Places(team, first_number, chapters)
    written = []
    for chapter in chapters:

        def stories(start: datetime, end: datetime, chapter: Chapter = chapter) -> list[PastStory]:
            return [places.settle(traveller, stay) for traveller, stay in chapter.stays(start, end)]

        sprint = record_past_sprint_of_stories(
            team=team, number=chapter.number, stories=stories, start_date=chapter.start, end_date=chapter.end,
            goal=chapter.goal, dates_known=chapter.dates_known, name=chapter.name, actor=actor, now=now,
        )  # fmt: skip
        written.append(sprint.pk)
    return written


def _refuse_doubles(team: Team, chapters: Iterable[Chapter]) -> None:
    numbers = [chapter.number for chapter in chapters]
    if Sprint.objects.filter(team=team, number__in=numbers).exists():
        raise Conflict("Some of these sprints have come in meanwhile.", fix="Check the file again.")


class _Places:
    """The stories that travellers are, by what is known of them; asked for in batches, not one by one."""

    def __init__(self, team: Team, first_number: int, chapters: Iterable[Chapter]):
        self.first_number = first_number
        travellers = {id(guest.traveller): guest.traveller for chapter in chapters for guest in chapter.guests}.values()
        numbers = sorted(first_number + t.position for t in travellers if t.position is not None)
        keys = sorted({t.external_key for t in travellers if t.position is None})
        self._by_number = _known(team, "number", numbers)
        self._by_key = _known(team, "external_key", keys)

    def settle(self, traveller: Traveller, stay: PastStory) -> PastStory:
        """The stay of the story that is here; of one that is not, as the file tells it."""
        if traveller.position is None:
            found = self._by_key.get(traveller.external_key)
        else:
            found = self._by_number.get(self.first_number + traveller.position)
        if found is None:
            return stay
        ref, key, title, kind = found
        return replace(stay, ref=ref, key=key, title=title, kind=kind)


def _known(team: Team, name: str, values: Sequence) -> dict:
    found = {}
    for start in range(0, len(values), _BATCH):
        some = values[start : start + _BATCH]
        rows = Story.objects.filter(team=team, **{f"{name}__in": some})
        found |= {row[0]: row[1:] for row in rows.values_list(name, "pk", "key", "title", "kind")}
    return found
