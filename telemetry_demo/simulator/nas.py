"""Files as the legacy NAS drops them: of a fixed size, half-written for a while, delivered twice, in any order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from telemetry_demo.simulator.faults import duplicated, reordered

WAITING: Final = 4  # so many files a late one may be overtaken by


@dataclass(frozen=True)
class Habits:
    """Shares of files that are delivered twice and late; `bytes` is how much a full file holds at most."""

    bytes: int = 65_536
    twice: float = 0.0
    late: float = 0.0


def full_files(lines: Iterable[bytes], *, size: int) -> Iterator[bytes]:
    """The lines in files of at most `size` bytes; a line is never cut, the last file holds what is left."""
    held: list[bytes] = []
    length = 0
    for line in lines:
        if held and length + len(line) > size:
            yield b"".join(held)
            held, length = [], 0
        held.append(line)
        length += len(line)
    if held:
        yield b"".join(held)


def drop_files(lines: Iterable[bytes], *, folder: Path, prefix: str, habits: Habits, rng: Random) -> Iterator[Path]:
    """Writes the lines as files into `folder`, and yields each when it is whole.

    A file delivered twice has a second name and the same bytes; a late one comes after files with later names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = enumerate(full_files(lines, size=habits.bytes), start=1)
    numbered = ((f"{prefix}-{number:06}", content) for number, content in files)
    twice = duplicated(numbered, rng=rng, share=habits.twice)
    for name, content in reordered(twice, rng=rng, share=habits.late, places=WAITING):
        again = "-again" if (folder / f"{name}.jsonl").exists() else ""
        yield _half_then_whole(folder / f"{name}{again}.jsonl", content)


def _half_then_whole(path: Path, content: bytes) -> Path:
    """The file has its name only when it is whole; until then `.part` grows beside it."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        file.write(content[len(content) // 2 :])
    return part.replace(path)
