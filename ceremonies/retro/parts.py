"""Single elements of a retrospective's page, rendered for everybody."""

from django.template.loader import render_to_string

from ceremonies.models import Retro, RetroNote
from ceremonies.retro import rules


def columns_of(retro: Retro) -> list[rules.Column]:
    return [rules.Column(*column) for column in retro.columns]


def column_parts(retro: Retro, key: str) -> dict[str, str]:
    """The cards of one column, in the order of their random keys."""
    cards = list(retro.cards.filter(column=key).select_related("author__user"))
    context = {"column": next(one for one in columns_of(retro) if one.key == key), "cards": cards}
    return {f"cards-{key}": render_to_string("ceremonies/retro/_cards.html", context)}


def thanks_parts(retro: Retro) -> dict[str, str]:
    """How many thank-yous there are and for whom; what they say is read at the end."""
    thanks = list(retro.notes.filter(kind=RetroNote.THANKS))
    return {"thanks-so-far": render_to_string("ceremonies/retro/_thanks.html", {"thanks": thanks})}
