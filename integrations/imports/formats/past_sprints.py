"""Past sprints out of the stories of a tracker: told by `rules.past`, written by `sprints.history`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from integrations.imports.formats.csv_history import refuse_mixing
from integrations.imports.queries import own_sprints
from integrations.imports.rules.past import Chapter, Traveller, finished_within, is_done_here
from sprints.history.rules import PastStory
from sprints.history.services import record_past_sprint_of_stories
from stories.models import Story
from teams.models import Team, User

_BATCH = 500


def shown(chapter: Chapter) -> dict[str, str]:
    """A past sprint as the check shows it."""
    return {
        "name": chapter.name,
        "number": chapter.number,
        "start": chapter.start.isoformat(),
        "end": chapter.end.isoformat(),
        "dates_known": chapter.dates_known,
        "stories": len(chapter.stories),
        "committed": str(chapter.committed),
        "completed": str(chapter.completed),
    }


def has_own_sprints(team: Team) -> bool:
    """Whether a past from elsewhere would run into sprints of the team's own."""
    return own_sprints(team).exists()


def write(
    *, team: Team, chapters: Sequence[Chapter], first_number: int, actor: User | None, now: datetime
) -> list[int]:
    """Records the sprints with their stories, oldest first; their ids. `first_number` is the first new story's."""
    if not chapters:
        return []
    refuse_mixing(team)
    places = _Places(team, first_number, chapters)
    numbers = {chapter.name: chapter.number for chapter in chapters}
    written = []
    for chapter in chapters:

        def stories(start: datetime, end: datetime, chapter: Chapter = chapter) -> list[PastStory]:
            found = ((places.of(traveller), traveller, onward) for traveller, onward in chapter.stories)
            return [_past(about, t, numbers.get(on, 0), on, start, end) for about, t, on in found if about]

        sprint = record_past_sprint_of_stories(
            team=team, number=chapter.number, stories=stories, start_date=chapter.start, end_date=chapter.end,
            goal=chapter.goal, dates_known=chapter.dates_known, name=chapter.name, actor=actor, now=now,
        )  # fmt: skip
        written.append(sprint.pk)
    return written


def _past(about: tuple, traveller: Traveller, next_number: int, onward: str, start: datetime, end: datetime):
    key, number, title, kind = about
    finished = finished_within(traveller.way, start, end) if is_done_here(traveller, onward) else None
    onward = f"Sprint {next_number}" if next_number else onward or "Backlog"
    return PastStory(key, number, title, kind, traveller.points, finished_at=finished, carried_to=onward)


class _Places:
    """The stories that travellers are, by what is known of them; asked for in batches, not one by one."""

    def __init__(self, team: Team, first_number: int, chapters: Iterable[Chapter]):
        self.first_number = first_number
        travellers = {id(t): t for chapter in chapters for t, _ in chapter.stories}.values()
        numbers = sorted(first_number + t.position for t in travellers if t.position is not None)
        keys = sorted({t.external_key for t in travellers if t.position is None})
        self._by_number = _known(team, "number", numbers)
        self._by_key = _known(team, "external_key", keys)

    def of(self, traveller: Traveller) -> tuple[int, str, str, str] | None:
        if traveller.position is None:
            return self._by_key.get(traveller.external_key)
        return self._by_number.get(self.first_number + traveller.position)


def _known(team: Team, name: str, values: Sequence) -> dict:
    found = {}
    for start in range(0, len(values), _BATCH):
        some = values[start : start + _BATCH]
        rows = Story.objects.filter(team=team, **{f"{name}__in": some})
        found |= {row[0]: row[1:] for row in rows.values_list(name, "pk", "key", "title", "kind")}
    return found
