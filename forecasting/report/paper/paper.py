"""Prints a report by Typst, which writes tagged PDF with real text, and pictures, without a browser."""

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format

from forecasting.models import ShareLink
from forecasting.releases.rules.words import percent
from forecasting.report.paper.drawing import drawing_of
from forecasting.report.telling import Picture, Report, Said

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
STANDARD = "ua-1"  # PDF/UA-1: what screen readers need
DOTS_PER_INCH = 192.0
_one_at_a_time = Lock()


def paper_of(link: ShareLink, report: Report) -> bytes:
    """The whole report as PDF."""
    told = {
        "title": report.title,
        "team": report.team.name,
        "place": f"{report.team.name}, {report.team.organisation.name}",
        "when": f"Figures of {_moment(report)}",
        "eyebrow": report.eyebrow,
        "answer": _runs(report.answer),
        "lead": _runs(report.lead),
        "odds": [{"label": o.label, "percent": percent(o.chance), "likely": o.is_likely} for o in report.odds],
        "pictures": [_picture(one) for one in report.pictures],
        "parts": [{"heading": p.heading, "paragraphs": [*map(_runs, p.paragraphs)]} for p in report.parts],
        "foot": f"From Truepace, {_moment(report)}. Current figures are at the link, until "
        f"{date_format(timezone.localdate(link.expires_at), 'j F Y')}.",
    }
    return _print("report.typ", told, format="pdf", pdf_standards=STANDARD, timestamp=int(report.made_at.timestamp()))


def picture_of(report: Report, picture: Picture) -> bytes:
    """One chart as PNG."""
    foot = f"{report.team.name}, figures of {_moment(report)}. {picture.chart.label}"
    return _print("picture.typ", {**_picture(picture), "foot": foot}, format="png", ppi=DOTS_PER_INCH)


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "heading": picture.heading,
        "under": picture.under,
        "legend": [*picture.legend],
        "drawing": drawing_of(picture.chart),
    }


def _runs(sentence: Said) -> list[dict[str, Any]]:
    return [{"text": run.text, "strong": run.is_strong} for run in sentence]


def _moment(report: Report) -> str:
    return date_format(timezone.localtime(report.made_at), "l j F Y, H:i")


def _print(name: str, told: dict[str, Any], **options: Any) -> bytes:
    """By our own fonts. Where these lack a letter, PDF/UA is refused: then with the machine's fonts, and tagged all
    the same, so that the worst is a letter that nobody can show."""
    told = {"report": json.dumps(told)}
    with _one_at_a_time:
        try:
            return _press(name).compile(sys_inputs=told, **options)
        except typst.TypstError:
            return _press(name, has_all_fonts=True).compile(sys_inputs=told, **options | {"pdf_standards": []})


@lru_cache(maxsize=4)
def _press(name: str, *, has_all_fonts: bool = False) -> typst.Compiler:
    """A compiler that has read its fonts. It sees this folder and no other file of the machine but fonts."""
    fonts = typst.Fonts(include_system_fonts=has_all_fonts, font_paths=[FONTS])
    return typst.Compiler(HERE / name, root=HERE, font_paths=fonts)
