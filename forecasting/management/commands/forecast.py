"""``manage.py forecast``: the probabilities of the pages, for any history."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forecasting import rules
from forecasting.management.text_files import numbered_lines

KEYS = {"history", "backlog", "capacity"}


class Command(BaseCommand):
    """One forecast, or one a line: a line that is broken is refused in its place and named on stderr."""

    help = "Forecast the next sprint and a backlog from completed points per sprint, oldest first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--history", metavar="21,34,18", help="completed points per sprint, oldest first")
        source.add_argument(
            "--batch",
            metavar="FILE.jsonl",
            help='lines like {"history": [21, 34, 18], "backlog": 120, "capacity": 0.8}',
        )
        parser.add_argument("--backlog", type=float, help="points still to do")
        parser.add_argument("--capacity", type=float, help="the coming sprint's share of a usual one, such as 0.8")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print JSON instead of sentences (a batch always is JSON)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            self._batch(Path(options["batch"]))
        else:
            self._one(options)

    def _one(self, options: dict[str, Any]) -> None:
        try:
            asked = {key: options[key] for key in ("backlog", "capacity")}
            answer = _answer({"history": _numbers(options["history"]), **asked})
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(json.dumps(answer) if options["json"] else _in_words(answer, options["backlog"]))

    def _batch(self, path: Path) -> None:
        """Answer every line in its place; a broken one is answered with what is wrong, here and on stderr."""
        for number, line in numbered_lines(path):
            try:
                answer = _answer(_question(line))
            except ValueError as problem:
                answer = {"refused": f"Line {number}: {problem}"}
                self.stderr.write(f"{path}, line {number}: {problem}")
            self.stdout.write(json.dumps(answer, allow_nan=False))


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    """The answer to one question, or why there is none; ValueError when a number is unusable."""
    history, backlog, capacity = (
        question["history"],
        question.get("backlog"),
        question.get("capacity"),
    )
    try:
        coming = rules.next_sprint(history, capacity)
        done = None if backlog is None else rules.finish(history, backlog, capacity=capacity)
    except rules.Refusal as refusal:
        return {"refused": refusal.reason}
    return {"next": asdict(coming), "finish": done}


def _question(line: bytes) -> dict[str, Any]:
    try:
        question = json.loads(line.decode())
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text.") from None
    except json.JSONDecodeError as problem:
        raise ValueError(f"column {problem.colno} is not JSON: {problem.msg}.") from None
    except ValueError:
        raise ValueError("a number in it has more digits than any sprint has points.") from None
    except RecursionError:
        raise ValueError("it is nested too deeply to be a question.") from None
    if not isinstance(question, dict) or not isinstance(question.get("history"), list):
        raise ValueError('it must be an object with a list "history", such as {"history": [21, 34, 18]}.')
    if unknown := sorted(question.keys() - KEYS):
        raise ValueError(f'"{unknown[0]}" is not known; use "history", "backlog" and "capacity".')
    return question


def _numbers(text: str) -> list[float]:
    return list(_each_number(text))


def _each_number(text: str) -> Iterator[float]:
    for place, value in enumerate(text.split(","), start=1):
        try:
            yield float(value)
        except ValueError:
            raise ValueError(
                f"Sprint {place} of the history is {value.strip()!r}; write numbers like 21,34,18."
            ) from None


def _in_words(answer: dict[str, Any], backlog: float | None) -> str:
    if "refused" in answer:
        return answer["refused"]
    coming = answer["next"]
    words = [
        f"The next sprint brings about {coming['p50']:.0f} points. Nine times in ten it brings "
        f"at least {coming['p10']:.0f}, once in ten more than {coming['p90']:.0f}."
    ]
    if backlog is not None:
        words += [
            f"{share}% likely: {backlog:g} points done {_within(answer['finish'], share)}." for share in (50, 85, 95)
        ]
    return "\n".join(words)


def _within(done: list[float], share: int) -> str:
    sprints = next((count for count, chance in enumerate(done, start=1) if chance >= share / 100), None)
    return (
        f"within {sprints} sprint{'' if sprints == 1 else 's'}" if sprints else f"after more than {len(done)} sprints"
    )
