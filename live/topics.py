"""Which topics exist and who may listen to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from live import rules

# What a session says of the seats that its guest took: the key of a topic to whatever its app wrote.
Seats = Mapping[str, int]


def no_guest(seats: Seats, key: str) -> bool:
    """Guests hear nothing, unless a topic says otherwise."""
    return False


def nameless(user, seats: Seats, key: str) -> str:
    """Nobody is told who listens, unless a topic says otherwise."""
    return ""


@dataclass(frozen=True)
class TopicKind:
    """All topics `prefix:key`.

    `authorise(user, key)` says who may subscribe, `for_guests(seats, key)` which people without a right of their own
    may too; `name(user, seats, key)` is what the other listeners may call one. They may query, and must not write.
    """

    prefix: str
    authorise: Callable[[object, str], bool]
    for_guests: Callable[[Seats, str], bool] = no_guest
    name: Callable[[object, Seats, str], str] = nameless


_kinds: dict[str, TopicKind] = {}


def register(
    prefix: str,
    authorise: Callable[[object, str], bool],
    *,
    for_guests: Callable[[Seats, str], bool] = no_guest,
    name: Callable[[object, Seats, str], str] = nameless,
) -> None:
    """Declare topics `prefix:<key>`; call it in `AppConfig.ready`.

    Raises ValueError for a taken or odd prefix.
    """
    if not rules.is_topic(f"{prefix}:1"):
        raise ValueError(f"{prefix!r} is not a topic prefix.")
    kind = TopicKind(prefix, authorise, for_guests, name)
    if _kinds.get(prefix, kind) != kind:
        raise ValueError(f"Topics {prefix!r} are registered already.")
    _kinds[prefix] = kind


def registered() -> tuple[TopicKind, ...]:
    """All kinds of topics in order of their names: the socket rows of the permission table."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.prefix))


def is_declared(topic: str) -> bool:
    """Whether `topic` is well spelled and its prefix registered."""
    return rules.is_topic(topic) and topic.partition(":")[0] in _kinds


def may_listen(user, topic: str, seats: Seats | None = None) -> bool:
    """Whether `user` (None: a guest), or whoever holds `seats`, may receive frames of `topic`.

    Unknown, foreign and missing are all False.
    """
    if not is_declared(topic):
        return False
    prefix, _, key = topic.partition(":")
    kind = _kinds[prefix]
    try:
        if user is not None and kind.authorise(user, key):
            return True
        return bool(seats) and bool(kind.for_guests(seats, key))
    except (ValueError, OverflowError):
        return False  # a key that is no id at all


def name_in(user, topic: str, seats: Seats) -> str:
    """What the other listeners of `topic` may call this one; empty where nobody is told."""
    prefix, _, key = topic.partition(":")
    return _kinds[prefix].name(user, seats, key)
