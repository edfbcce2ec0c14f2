"""The chart theme: Plotly figures as plain dicts in the page's own colours, never without words.

A figure names its colours by design token, such as "var(--data-1)", so one figure serves both
themes: static/js/charts.js looks the tokens up when it draws, `in_theme` does so for paper.
Nothing here imports plotly; tests hold every figure against its schema.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.spreadsheet import to_csv

COMPLETED, SCOPE, COMPARE, PESSIMISTIC, OPTIMISTIC, CONTEXT = (f"var(--data-{n})" for n in range(1, 7))
FLOW_TODO, FLOW_DOING = "var(--flow-todo)", "var(--flow-doing)"
INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
GOOD_TEXT, BAD_TEXT = "var(--good-text)", "var(--bad-text)"
LINE, SURFACE, RAISED = "var(--line)", "var(--surface)", "var(--raised)"
CLEAR = "rgba(0,0,0,0)"

THEMES = {
    "light": {
        COMPLETED: "#0a6e88",
        SCOPE: "#c87e10",
        COMPARE: "#6f47a7",
        PESSIMISTIC: "#a1281b",
        OPTIMISTIC: "#3e9e5f",
        CONTEXT: "#80878c",
        FLOW_TODO: "#dfe1e2",
        FLOW_DOING: "#a1c1cc",
        INK: "#182228",
        INK_2: "#444f55",
        INK_3: "#5b656b",
        GOOD_TEXT: "#165f38",
        BAD_TEXT: "#9c2b27",
        LINE: "#e2dfda",
        SURFACE: "#ffffff",
        RAISED: "#ffffff",
    },
    "dark": {
        COMPLETED: "#3ca5b8",
        SCOPE: "#f2ba53",
        COMPARE: "#be95ec",
        PESSIMISTIC: "#e36045",
        OPTIMISTIC: "#7fe4a5",
        CONTEXT: "#7e888e",
        FLOW_TODO: "#2d3539",
        FLOW_DOING: "#2a525c",
        INK: "#f2f0ec",
        INK_2: "#bfc5c9",
        INK_3: "#9ca4aa",
        GOOD_TEXT: "#8be0ae",
        BAD_TEXT: "#ffaea7",
        LINE: "#2a3236",
        SURFACE: "#171e21",
        RAISED: "#20272b",
    },
}

FONT = {"family": "Inter, ui-sans-serif, system-ui, sans-serif", "size": 12, "color": INK_3}
HOVER_LABEL = {"bgcolor": RAISED, "bordercolor": LINE, "font": {**FONT, "size": 13, "color": INK}}
X_AXIS = {
    "showgrid": False,
    "zeroline": False,
    "showspikes": False,
    "fixedrange": True,
    "automargin": True,
}
Y_AXIS = {
    "gridcolor": LINE,
    "zeroline": True,
    "zerolinecolor": CONTEXT,
    "rangemode": "tozero",
    "nticks": 6,
    "fixedrange": True,
    "automargin": True,
}
LAYOUT = {
    "font": FONT,
    "paper_bgcolor": CLEAR,
    "plot_bgcolor": CLEAR,
    "margin": {"t": 8, "r": 34, "b": 28, "l": 28},
    "hovermode": "x unified",
    "hoverlabel": HOVER_LABEL,
    "dragmode": False,
    "showlegend": False,
    "xaxis": X_AXIS,
    "yaxis": Y_AXIS,
}

_TOKEN = re.compile(r"var\(--[\w-]+\)")


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with its words: `label` says in one sentence what it shows, rows are what it plots."""

    key: str
    name: str
    label: str
    figure: Mapping[str, Any]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default=())

    @property
    def element_id(self) -> str:
        """Where a page keeps the figure for charts.js."""
        return f"figure-{self.key}"

    def csv(self) -> str:
        """The plotted series, header first, safe to open in a spreadsheet."""
        return to_csv(self.columns, self.rows)


def layout(**changes: Any) -> dict[str, Any]:
    """The common layout; a mapping is merged into the part that it names, the rest replaces."""
    return {**LAYOUT, **{name: _merged(LAYOUT.get(name), value) for name, value in changes.items()}}


def in_theme(part: Any, theme: str) -> Any:
    """A copy of a figure, or a part of one, with every token replaced by the theme's colour.

    Raises KeyError for a token that the theme does not name.
    """
    if isinstance(part, str):
        return _TOKEN.sub(lambda token: THEMES[theme][token[0]], part)
    if isinstance(part, Mapping):
        return {key: in_theme(value, theme) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [in_theme(value, theme) for value in part]
    return part


def apart(values: Sequence[float], gap: float) -> list[float]:
    """The values moved as little as needed to stand `gap` apart in their order, for direct labels.

    Neighbours that would overlap form a block that stays centred on what it labels.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    blocks: list[tuple[float, int]] = []
    for index in order:
        centre, count = values[index], 1
        while blocks and centre - blocks[-1][0] < gap * (count + blocks[-1][1]) / 2:
            other, more = blocks.pop()
            centre, count = (centre * count + other * more) / (count + more), count + more
        blocks.append((centre, count))
    places = [centre + gap * (n - (count - 1) / 2) for centre, count in blocks for n in range(count)]
    return [place for _, place in sorted(zip(order, places, strict=True))]


def _merged(common: Any, change: Any) -> Any:
    return {**common, **change} if isinstance(common, Mapping) and isinstance(change, Mapping) else change
