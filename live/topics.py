"""Which topics exist and who may listen to them."""

from collections.abc import Callable
from dataclasses import dataclass

from live import rules


@dataclass(frozen=True)
class TopicKind:
    """All topics `prefix:key`.

    `authorise(user, key)` says who may subscribe; it may query, and must not write.
    """

    prefix: str
    authorise: Callable[[object, str], bool]


_kinds: dict[str, TopicKind] = {}


def register(prefix: str, authorise: Callable[[object, str], bool]) -> None:
    """Declare topics `prefix:<key>`; call it in `AppConfig.ready`.

    Raises ValueError for a taken or odd prefix.
    """
    if not rules.is_topic(f"{prefix}:1"):
        raise ValueError(f"{prefix!r} is not a topic prefix.")
    if _kinds.get(prefix, TopicKind(prefix, authorise)).authorise is not authorise:
        raise ValueError(f"Topics {prefix!r} are registered already.")
    _kinds[prefix] = TopicKind(prefix, authorise)


def registered() -> tuple[TopicKind, ...]:
    """All kinds of topics in order of their names: the socket rows of the permission table."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.prefix))


def is_declared(topic: str) -> bool:
    """Whether `topic` is well spelled and its prefix registered."""
    return rules.is_topic(topic) and topic.partition(":")[0] in _kinds


def may_listen(user, topic: str) -> bool:
    """Whether `user` may receive frames of `topic`. Unknown, foreign and missing are all False."""
    if not is_declared(topic):
        return False
    prefix, _, key = topic.partition(":")
    try:
        return bool(_kinds[prefix].authorise(user, key))
    except (ValueError, OverflowError):
        return False  # a key that is no id at all
