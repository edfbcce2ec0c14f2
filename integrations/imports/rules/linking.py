"""Links between the stories of a file, by keys, and which of them can come in. Pure."""

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from integrations.imports.rules.problems import Problem, hint
from stories.imports.rules import NamedLink
from stories.links.rules import without_circles


class Link(NamedTuple):
    """One row says that `source` blocks `target`, or that they relate."""

    line: int
    kind: str
    source: str
    target: str


def possible(links: Iterable[Link], keys: Container[str]) -> tuple[list[NamedLink], list[Problem]]:
    """The links between stories whose keys are known, each once, and what is to be said about the others.

    Jira tells most links twice, once from either side.
    """
    found: dict[NamedLink, int] = {}
    problems = []
    for line, *link in links:
        named = NamedLink(*link)
        if named.source in keys and named.target in keys:
            found.setdefault(named, line)
        else:
            problems.append(hint(line, "link", "A link leads to an issue that does not come in.", "It stays out."))
    kept = set(without_circles((), ((link.source, link.target) for link in found if link.kind == "blocks")))
    problems += _circles(found, kept)
    return [link for link in found if link.kind != "blocks" or (link.source, link.target) in kept], problems


def _circles(found: dict[NamedLink, int], kept: Container[tuple[str, str]]) -> Iterator[Problem]:
    for link, line in found.items():
        if link.kind == "blocks" and (link.source, link.target) not in kept:
            message = "Stories block each other in a circle."
            yield hint(line, "link", message, "The link that closes the circle stays out.")
