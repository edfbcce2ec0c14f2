"""The way of an import: uploaded, checked, done, undone. Pure."""

from enum import StrEnum

from core.errors import Conflict


class RunState(StrEnum):
    UPLOADED = "uploaded"
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"


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
