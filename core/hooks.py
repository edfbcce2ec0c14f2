"""How a lower app tells upper ones, without knowing them, that one of its facts has changed."""

from collections.abc import Callable
from typing import Any


class Hook:
    """An ordered list of receivers, called in the caller's transaction: if one fails, the change fails with it.

    Unlike a Django signal it hides nothing: no weak references, no senders, and an error is never swallowed.
    """

    def __init__(self, meaning: str):
        self.meaning = meaning
        self._receivers: list[Callable[..., None]] = []

    def connect(self, receiver: Callable[..., None]) -> Callable[..., None]:
        """Adds `receiver` once; usable as a decorator."""
        if receiver not in self._receivers:
            self._receivers.append(receiver)
        return receiver

    def __call__(self, **facts: Any) -> None:
        for receiver in self._receivers:
            receiver(**facts)
