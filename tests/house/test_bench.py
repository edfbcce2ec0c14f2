"""Figures are chosen by name or group and printed as one JSON line each."""

import json

import pytest

import bench
from bench import Reading, figure
from bench.__main__ import main


@pytest.fixture
def figures(monkeypatch):
    monkeypatch.setattr(bench, "FIGURES", [])
    monkeypatch.setattr("bench.__main__.pkgutil.iter_modules", lambda path, prefix: [])

    @figure("card.move", unit="ms")
    def card_move():
        return Reading(8.0, floor=0.5, n=200)

    @figure("load.js", "load.css", unit="KB")
    def load():
        return {"load.js": Reading(44), "load.css": Reading(12)}


def names(capsys) -> list[str]:
    return [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()]


def test_a_line_says_everything(figures, capsys):
    assert main(["card.move"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line == {"name": "card.move", "value": 8.0, "unit": "ms", "floor": 0.5, "ratio": 16.0, "n": 200}


def test_a_figure_without_floor_has_no_ratio(figures, capsys):
    main(["load.js"])
    line = json.loads(capsys.readouterr().out)
    assert (line["floor"], line["ratio"], line["n"]) == (None, None, 1)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ([], ["card.move", "load.js", "load.css"]),
        (["load"], ["load.js", "load.css"]),
        (["load.css"], ["load.css"]),
        (["card", "load.js"], ["card.move", "load.js"]),
    ],
)
def test_figures_are_chosen_by_name_and_by_group(figures, capsys, words, printed):
    assert main(words) == 0
    assert names(capsys) == printed


def test_an_unknown_name_is_refused_with_the_known_ones(figures, capsys):
    assert main(["card.mvoe"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "card.mvoe" in said.err
    assert "card.move, load.js, load.css" in said.err


def test_a_figure_that_breaks_does_not_hinder_the_others(figures, capsys):
    @figure("broken.figure", unit="s")
    def broken():
        raise ValueError("planted")

    assert main([]) == 1
    said = capsys.readouterr()
    assert "planted" in said.err
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == ["card.move", "load.js", "load.css"]
