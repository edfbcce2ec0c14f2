"""What open sockets may ask to be done, and who does it.

An app registers a function for a kind of act. Acts that come in the same moment are given to it together, and it says
of each what became of it, after the commit. It authorises each by itself, inside the transaction that does it.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """What one socket asks for; `id` is its own name for it. Printing shows neither the session nor the body."""

    session_key: str = field(repr=False)
    topic: str
    id: str
    body: Mapping = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: done, with the topic's `version` that has it, or refused with a `problem` in words.
    Neither: the socket could not say, and the browser asks by an ordinary request.
    """

    version: int | None = None
    problem: Mapping | None = None

    @property
    def is_done(self) -> bool:
        return self.version is not None


UNHEARD = Outcome()

Work = Callable[[Sequence[Wish]], Sequence[Outcome]]

_works: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Declare a kind of act; call it in `AppConfig.ready`. Raises ValueError for a taken one."""
    if _works.get(kind, work) != work:
        raise ValueError(f"Acts {kind!r} are registered already.")
    _works[kind] = work


def registered() -> tuple[str, ...]:
    """All kinds in order of their names: the acts of the permission table."""
    return tuple(sorted(_works))


def carry_out(wishes: Sequence[tuple[str, Wish]]) -> list[Outcome]:
    """Do all wishes, each given with its kind; kinds that nobody registered go unheard, and those that fail."""
    outcomes: list[Outcome] = [UNHEARD] * len(wishes)
    places = defaultdict(list)
    for place, (kind, _) in enumerate(wishes):
        places[kind].append(place)
    for kind in places.keys() & _works.keys():
        try:
            done = _works[kind]([wishes[place][1] for place in places[kind]])
        except Exception:  # one kind's fault is not another's
            logger.exception("Acts of sockets were not done", extra={"kind": kind})
            continue
        for place, outcome in zip(places[kind], done, strict=True):
            outcomes[place] = outcome
    return outcomes
