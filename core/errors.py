"""What can go wrong, in words a user can act on.

Services raise these; pages show them at the named field, the API maps them to problem+json.
"""

import math
from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A request that the rules refuse.

    `field` names the input that caused it ("" for the whole form), `fix` says what to do instead.
    """

    status = 400
    code = "invalid"

    def __init__(self, message: str, *, field: str = "", fix: str = ""):
        super().__init__(message)
        self.message, self.field, self.fix = message, field, fix

    @property
    def text(self) -> str:
        """Message and fix as one sentence pair."""
        return f"{self.message} {self.fix}".strip()


class Invalid(DomainError):
    """The input itself is wrong."""


class Conflict(DomainError):
    """The input was right for a state that has moved on: a stale form, a second commit.

    `current` holds what the other person changed, by field, so that the page can show it.
    """

    status = 409
    code = "conflict"

    def __init__(self, message: str, *, field: str = "", fix: str = "", current: Mapping | None = None):
        super().__init__(message, field=field, fix=fix)
        self.current = dict(current or {})


class GateClosed(DomainError):
    """Definition of Ready or Done is not met; `open_items` lists what is missing."""

    status = 409
    code = "gate_closed"

    def __init__(self, message: str, *, open_items: Sequence[str], field: str = "", fix: str = ""):
        super().__init__(message, field=field, fix=fix)
        self.open_items = list(open_items)


class NotAllowed(DomainError):
    """The person may see the object but not do this to it."""

    status = 403
    code = "not_allowed"


class TooMany(DomainError):
    """Tried too often; `seconds` says when to come back."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, seconds: int, field: str = "", fix: str = ""):
        super().__init__(message, field=field, fix=fix)
        self.seconds = seconds

    @classmethod
    def after(cls, seconds: int) -> "TooMany":
        """The usual words; `seconds` until the next try."""
        span = f"{math.ceil(seconds / 60)} minutes" if seconds > 90 else f"{seconds} seconds"
        return cls("Too many tries in a short time.", seconds=seconds, fix=f"Try again in {span}.")
