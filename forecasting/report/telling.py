"""What a report is made of, on screens and on paper alike: sentences whose weight lies on some words, and charts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from core.charts import Chart
from teams.models import Team


class Run(NamedTuple):
    """Words of a sentence, strong or not."""

    text: str
    is_strong: bool = False


Said = tuple[Run, ...]


def strong(text: str) -> Run:
    return Run(text, is_strong=True)


def said(*pieces: str | Run) -> Said:
    """A sentence of plain words and strong ones; empty pieces leave no trace."""
    runs = (piece if isinstance(piece, Run) else Run(piece) for piece in pieces)
    return tuple(run for run in runs if run.text)


def plain(sentence: Said) -> str:
    return "".join(run.text for run in sentence)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and paragraphs."""

    key: str
    heading: str
    paragraphs: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Odd:
    """The chance, 0 to 1, of being done by a day; the likely one is what the headline says."""

    label: str
    chance: float
    is_likely: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the readers."""

    pk: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what stands around it. `legend` pairs a mark of legend.css with its words."""

    chart: Chart
    heading: str
    under: str
    legend: Sequence[tuple[str, str]]

    @property
    def key(self) -> str:
        return self.chart.key


@dataclass(frozen=True, slots=True)
class Report:
    """What a share link tells, of the moment `made_at`. No person is in it, and nothing that leads into the house."""

    team: Team
    made_at: datetime
    title: str
    eyebrow: str
    answer: Said
    lead: Said
    parts: Sequence[Part]
    pictures: Sequence[Picture] = ()
    odds: Sequence[Odd] = field(default=())
    questions: Sequence[Question] = field(default=())

    def picture(self, key: str) -> Picture | None:
        return next((one for one in self.pictures if one.key == key), None)
