"""`bin/bench [group or name]…` prints one JSON line per figure."""

import importlib
import json
import pkgutil
import sys
import traceback

import bench

UNKNOWN = 2


def main(words: list[str]) -> int:
    """0 if every figure could be measured."""
    for module in pkgutil.iter_modules(bench.__path__, "bench."):
        importlib.import_module(module.name)
    try:
        figures = bench.chosen(words)
    except LookupError as unknown:
        known = ", ".join(name for one in bench.FIGURES for name in one.names)
        sys.stderr.write(f"There is no figure {unknown}. There are: {known}\n")
        return UNKNOWN
    return max([print_figure(one, words) for one in figures], default=0)


def print_figure(one: bench.Figure, words: list[str]) -> int:
    """Print its lines; 1 if it cannot be measured, which does not hinder the others."""
    try:
        readings = one.readings()
    except Exception:
        sys.stderr.write(f"{', '.join(one.names)} could not be measured:\n{traceback.format_exc()}")
        return 1
    for name, reading in readings.items():
        if not words or name in words or one.group in words:
            sys.stdout.write(line(name, one.unit, reading) + "\n")
    sys.stdout.flush()
    return 0


def line(name: str, unit: str, reading: bench.Reading) -> str:
    """One figure as JSON."""
    ratio = None if reading.ratio is None else round(reading.ratio, 2)
    facts = {"name": name, "value": reading.value, "unit": unit}
    return json.dumps(facts | {"floor": reading.floor, "ratio": ratio, "n": reading.n})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
