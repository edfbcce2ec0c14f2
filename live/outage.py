"""Something that is away is said once, not at every try."""

import logging

logger = logging.getLogger(__name__)


class Outage:
    """Whether something is away now; `words` say in the log what that means."""

    def __init__(self, words: str):
        self._words = words
        self._lasts = False

    def goes_on(self, error: Exception) -> None:
        """One more failure."""
        if not self._lasts:
            logger.warning("%s: %s", self._words, error)
        self._lasts = True

    def is_over(self) -> None:
        """It worked."""
        if self._lasts:
            logger.warning("%s: no longer", self._words)
        self._lasts = False
