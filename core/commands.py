"""Lines that begin with a slash, typed into any comment or chat box: lower apps offer them, higher apps answer.

An app registers what it answers in its `AppConfig.ready()`; the service that keeps the text calls `answer` first.
"""

from collections.abc import Callable
from typing import Any

# (text, **where and who) -> the text to keep in place of the command
Answer = Callable[..., str]

_answers: dict[str, Answer] = {}


def register_command(name: str, answer: Answer) -> None:
    """Answer lines that begin with `/name`; registering it again replaces the first."""
    _answers[name] = answer


def answered(text: str, **context: Any) -> str:
    """The text to keep: what the command's app makes of it, or the text itself where it is no known command.

    Runs in the caller's transaction; a refusal (DomainError) refuses the text.
    """
    word = text.lstrip().split(maxsplit=1)[:1]
    name = word[0][1:].lower() if word and word[0].startswith("/") else ""
    return _answers[name](text, **context) if name in _answers else text
