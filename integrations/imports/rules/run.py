"""The way of an import: uploaded, checked, done, undone; and the work that leads from one to the next. Pure."""

from enum import StrEnum

from core.errors import Conflict


class RunState(StrEnum):
    UPLOADED = "uploaded"
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"


class Work(StrEnum):
    """What takes long, and so may go on in the background."""

    CHECK = "check"
    BRING_IN = "bring in"
    UNDO = "undo"


def require_idle(is_at_work: bool) -> None:
    """Raises Conflict while work on the run goes on."""
    if is_at_work:
        raise Conflict("This import is being worked on.", fix="Wait until it is through, or stop it.")


def require_open(state: str) -> None:
    """Raises Conflict when the file has come in already, so that nobody changes what was decided then."""
    if state not in (RunState.UPLOADED, RunState.CHECKED):
        raise Conflict("This import is finished.", fix="Upload the file again to bring in what is new.")


def require_checked(state: str) -> None:
    """Raises Conflict unless the file was checked and has not come in yet (a double click, a second tab)."""
    require_open(state)
    if state != RunState.CHECKED:
        raise Conflict("The columns have changed since the check.", fix="Check the file again.")


def require_done(state: str) -> None:
    """Raises Conflict unless the file has come in and was not taken back."""
    if state == RunState.UNDONE:
        raise Conflict("This import was undone already.", fix="Nothing of it is left to take back.")
    if state != RunState.DONE:
        raise Conflict("This import has not come in yet.", fix="There is nothing to take back.")


def time_left(done: int, total: int, seconds: float) -> str:
    """How long it will still take, for people: "about 27 seconds", "about 3 minutes"; "" while nothing tells."""
    if not 0 < done < total or seconds <= 0:
        return ""
    left = max(1, round(seconds * (total - done) / done))
    if left < 100:
        return f"about {left} second{'s' if left > 1 else ''}"
    return f"about {round(left / 60)} minutes"
