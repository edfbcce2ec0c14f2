"""`/poll "…" 🙂 "…" …`, typed into a comment or the box of a room, makes a poll."""

from datetime import datetime

from ceremonies.models import Meeting
from ceremonies.polls import rules
from ceremonies.polls.services import ask_poll
from core.errors import NotAllowed
from stories.models import Story
from teams.access import team_access
from teams.models import Team, User
from teams.rules import Verb


def answer_command(
    text: str, *, team: Team, actor: User, now: datetime, story: Story | None = None, meeting: Meeting | None = None
) -> str:
    """Asks the poll and returns the words that stand in its place, in Markdown.

    Raises Invalid at `text` for a line that cannot be read, NotAllowed for who may not ask.
    """
    if not team_access(actor, pk=team.pk).may(Verb.VOTE):
        raise NotAllowed("Your role does not let you ask a poll.", field="text", fix="Ask somebody of the team to.")
    draft = rules.parse_line(text)
    ask_poll(team=team, draft=draft, actor=actor, now=now, story=story, meeting=meeting)
    return f"**Poll:** {draft.question}\n\nIt can be answered beside the story, on Today and under Polls."
