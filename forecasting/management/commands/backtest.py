"""``manage.py backtest``: were our probabilities right as often as they say, on these sprints?"""

import csv
import json
from collections import defaultdict
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forecasting.management.text_files import text_of
from forecasting.release_scoring import ReleaseScore, score_releases
from forecasting.rules import usable_points
from forecasting.scoring import Score, score

COLUMNS = ("team", "seq", "completed_points")
LENGTHS = {"3-6": range(3, 7), "8-12": range(8, 13)}
RELEASE_LENGTHS = {"3-5": range(3, 6), "8-12": range(8, 13)}

Sprints = dict[str, dict[int, float]]


class Command(BaseCommand):
    """Rolling-origin scores of the engine for a CSV with team, seq and completed_points."""

    help = "Score forecasts of next sprints and releases against what came, every team weighing the same."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE.csv",
            type=Path,
            help=f"a CSV with the columns {', '.join(COLUMNS)}",
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        teams = _teams(options["file"])
        scores = {name: found for name, lengths in LENGTHS.items() if (found := score(teams, lengths))}
        if not scores:
            raise CommandError(f"{options['file']}: no team has 3 sprints with points and one after them.")
        releases = {
            name: found for name, lengths in RELEASE_LENGTHS.items() if (found := score_releases(teams, lengths))
        }
        if options["json"]:
            told = {"scores": scores, "releases": releases}
            plain = {part: {name: asdict(found) for name, found in held.items()} for part, held in told.items()}
            self.stdout.write(json.dumps({"teams": len(teams), **plain}, allow_nan=False))
            return
        said = [_in_words(name, found) for name, found in scores.items()]
        self.stdout.write("\n".join([*said, *(_release_in_words(name, found) for name, found in releases.items())]))


def _teams(path: Path) -> dict[str, list[float]]:
    """Completed points per team in the order of seq. CommandError names the line and the fix."""
    sprints: Sprints = defaultdict(dict)
    rows = csv.DictReader(StringIO(text_of(path), newline=""), strict=True)
    try:
        if missing := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
            raise ValueError(f"there is no column {missing[0]!r}; the first line must name {', '.join(COLUMNS)}.")
        for row in rows:
            _take(row, sprints)
    except (ValueError, csv.Error) as problem:
        raise CommandError(f"{path}, line {max(rows.line_num, 1)}: {problem}") from None
    return {team: [points for _, points in sorted(found.items())] for team, found in sprints.items()}


def _take(row: dict[str, str | None], sprints: Sprints) -> None:
    team, seq, points = (row[column] or "" for column in COLUMNS)
    if not team.strip():
        raise ValueError("team is empty; name the team.")
    if not seq.strip().isdecimal():
        raise ValueError(f"seq is {seq!r}; it must be a whole number that orders the team's sprints.")
    if int(seq) in sprints[team]:
        raise ValueError(f"team {team!r} has seq {seq} twice; every sprint needs its own.")
    sprints[team][int(seq)] = _points(points)


def _points(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"completed_points is {text!r}; it must be a number.") from None
    return usable_points(number, "completed_points")


def _release_in_words(lengths: str, found: ReleaseScore) -> str:
    held = ", ".join(f"{name.replace('_', ' ')} % held {share:.0%}" for name, share in found.coverage.items())
    return (
        f"Releases of 2, 4 and 8 sprints after {lengths} ({found.forecasts} forecasts, {found.teams} teams): "
        f"{held}; coverage error {found.coverage_error:.3f}, ranked probability score {found.rps:.2f} sprints."
    )


def _in_words(lengths: str, found: Score) -> str:
    held = ", ".join(f"{name.replace('_', ' ')} % held {share:.0%}" for name, share in found.coverage.items())
    sharp = "" if found.pinball is None else f", pinball {found.pinball:.2f} of mean ± z·sd"
    return (
        f"After {lengths} sprints ({found.forecasts} forecasts, {found.teams} teams): {held}; "
        f"coverage error {found.coverage_error:.3f}{sharp}."
    )
