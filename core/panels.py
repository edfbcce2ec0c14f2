"""Slots that lower pages offer and higher apps fill, so that no page imports what stands above it.

An app registers the URL name of a fragment in its `AppConfig.ready()`; the page says
`{% panels "board" %}` and htmx fetches each fragment once the page is there. Fragments are known by
name only, so one whose app is not installed is simply not seen.
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Panel:
    """One registered fragment; `order` sorts the panels of a slot, lowest first."""

    order: int
    url_name: str

    @property
    def element_id(self) -> str:
        return "panel-" + self.url_name.replace(":", "-").replace("_", "-")


_slots: dict[str, set[Panel]] = {}


def register_panel(slot: str, url_name: str, order: int = 0) -> None:
    """Show the fragment at `url_name` in `slot`; registering it again changes nothing."""
    _slots.setdefault(slot, set()).add(Panel(order, url_name))


def panels_in(slot: str) -> list[Panel]:
    """The panels of a slot in their order; a slot nobody fills is empty."""
    return sorted(_slots.get(slot, ()))
