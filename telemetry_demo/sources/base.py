"""What every way in has in common, so that another one is one more class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a part of a source was read.

    `offset` is the place from which to go on, in the part's own measure (bytes, a log's number); `lines` how many
    lines are before it. `fingerprint` tells whether the part is still the one that was read, `seen` whether it has
    changed since, and `unfinished` how many bytes at its end wait for the rest of their line.
    """

    offset: int = 0
    lines: int = 0
    fingerprint: str = ""
    seen: str = ""
    unfinished: int = 0


START = Mark()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of one part, in order, and the mark to keep once they are committed.

    `before` is the mark that they follow. What is pushed follows whatever was pushed before: it has none.
    """

    part: str
    data: bytes
    first_line: int
    before: Mark | None
    after: Mark
    arrived_at: float = 0.0  # seconds since 1970; 0 for the past, whose pace says nothing
    refusal: str = ""  # why the data cannot be read as lines, if so


class Source(Protocol):
    """A way in. What it gives is safe once the pipeline has committed it together with its marks."""

    def chunks(self, marks: Mapping[str, Mark]) -> Iterator[Chunk]:
        """What has come since `marks`, until there is nothing more now; `marks` grow while one iterates."""

    def committed(self, chunk: Chunk) -> None:
        """The chunk is durable: it may be acknowledged to whoever sent it."""
