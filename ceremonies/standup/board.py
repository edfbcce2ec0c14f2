"""The sprint's board as it stands beside a standup: every story in one line of its column (STD-1)."""

from collections import defaultdict
from dataclasses import dataclass

from sprints.board.queries import Content, Row, contents, rows_of
from sprints.board.rules import limit_note
from sprints.models import Sprint
from stories.models import Status


@dataclass(frozen=True, slots=True)
class Line:
    """One story: its place on the board, and what is written on its card."""

    row: Row
    content: Content

    @property
    def obstacle(self) -> str:
        """What stops it, in a few words."""
        return self.content.impediment[0] if self.content.impediment else self.content.waits_for

    @property
    def people(self) -> str:
        """Ids of who has it in hand, for the mark of whoever speaks."""
        return " ".join(str(person.id) for person in self.content.people)


@dataclass(frozen=True, slots=True)
class Column:
    status: Status
    lines: list[Line]
    limit_words: str
    at_limit: bool


def board_of(sprint: Sprint) -> list[Column]:
    """The board's columns, empty ones too. The number of queries does not depend on the number of stories."""
    rows = rows_of(sprint.items.all())
    written = contents([row.story_id for row in rows])
    lines = defaultdict(list)
    for row in rows:
        lines[row.status_id].append(Line(row, written[row.story_id]))
    statuses = sprint.team.statuses.all()
    return [Column(one, lines[one.pk], *limit_note(len(lines[one.pk]), one.wip_limit)) for one in statuses]
