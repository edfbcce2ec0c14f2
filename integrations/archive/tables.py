"""Which tables an archive holds, how their rows are found, and in which order they can come back.

Nothing is listed by hand but what stays out: a new table of ours is in the archive by itself, and a test says so.
"""

from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Final

from django.apps import apps
from django.db.models import Field, FileField, ForeignKey, Model, QuerySet

from teams.models import Organisation, User

OURS: Final = ("teams", "stories", "sprints", "forecasting", "ceremonies", "integrations")

# Tables that stay at home, each with its reason.
LEFT_OUT: Final[dict[str, str]] = {
    "stories.searchtext": "an index over the rest, made anew where it comes in",
    "stories.confidence": "told to the Scrum masters of a team, and to nobody who reads an archive",
    "teams.invitation": "a secret that opens a door of this house",
    "teams.accesstoken": "a secret that opens a door of this house",
    "teams.keptanswer": "answers kept a day for programs that ask twice here",
    "teams.signin": "who is signed in here, and where",
    "teams.notification": "what people of this house were told, in all their teams",
    "teams.letter": "letters that this house sends",
    "teams.notificationchoice": "a person's own wish, in whatever house they are",
    "teams.notificationhabit": "a person's own wish, in whatever house they are",
    "forecasting.ballot": "a secret that opens a door of this house",
    "forecasting.sharelink": "a secret that opens a door of this house",
    "ceremonies.calendarfeed": "a secret that opens a door of this house",
    "teams.bucket": "counts of guesses, of this house and this hour",
    "teams.user": "people come along by e-mail and name, never with their password or rights over the server",
    "integrations.archiveexport": "archives that wait in this house to be fetched",
    "integrations.importjob": "work that goes on in this house",
    "integrations.importrun": "what an import brought can be taken back only in the house where it came in",
}

# Numbers that name a row without being a foreign key, so that the past outlives what it tells of.
SOFT_REFERENCES: Final[dict[str, str]] = {
    "sprints.ledgerevent.story_id": "stories.story",
    "sprints.committedstory.story_id": "stories.story",
}
# Likewise, where another column says of which table the row is.
SUBJECTS: Final[dict[str, str]] = {"teams.activity.subject_id": "subject_type"}
# Rows that nobody may learn yet, and so no archive either: what a row must be to be taken along.
TOLD: Final[dict[str, dict[str, bool]]] = {
    "ceremonies.vote": {"round__revealed_at__isnull": False},
    "ceremonies.poll": {"closed_at__isnull": False},
    "ceremonies.polloption": {"poll__closed_at__isnull": False},
    "ceremonies.pollanswer": {"option__poll__closed_at__isnull": False},
    **{
        f"ceremonies.{table}": {f"{path}meeting__closed_at__isnull": False}
        for table, path in {"retro": "", "topic": "retro__", "card": "retro__", "why": "topic__retro__"}.items()
    },
    "ceremonies.retronote": {"retro__meeting__closed_at__isnull": False},
}


@dataclass(frozen=True)
class Table:
    """One table of the archive; `path` leads from its rows to their organisation."""

    model: type[Model]
    path: str

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def fields(self) -> list[Field]:
        """Its columns but for the key, which is the row's place."""
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    @property
    def files(self) -> list[FileField]:
        return [field for field in self.fields if isinstance(field, FileField)]

    @property
    def refers_to_itself(self) -> bool:
        return any(isinstance(field, ForeignKey) and field.remote_field.model is self.model for field in self.fields)

    def rows_of(self, organisation: Organisation) -> QuerySet:
        """The organisation's rows in the order of their keys."""
        lookup = {self.path: organisation.pk} if self.path else {"pk": organisation.pk}
        return self.model._base_manager.filter(**lookup, **TOLD.get(self.label, {})).order_by("pk")

    def target_of(self, field: Field) -> str | None:
        """The table that a column's numbers name, if they name any that is in the archive or a person."""
        if isinstance(field, ForeignKey):
            return field.remote_field.model._meta.label_lower
        return SOFT_REFERENCES.get(f"{self.label}.{field.attname}")

    def subject_of(self, field: Field) -> str | None:
        """The column that says of which table this column's number is."""
        return SUBJECTS.get(f"{self.label}.{field.attname}")


def _models() -> list[type[Model]]:
    """All tables of ours, those between two tables included."""
    configs = [apps.get_app_config(label) for label in OURS if apps.is_installed(label)]
    return [
        model
        for config in configs
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def _parents(model: type[Model]) -> list[tuple[str, type[Model]]]:
    """Tables that a model's rows hang on, by field; required ones first."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    keys.sort(key=lambda field: field.null)
    return [(field.name, field.remote_field.model) for field in keys if field.remote_field.model is not model]


def _path(model: type[Model], seen: frozenset = frozenset()) -> str | None:
    """The way to the organisation: the shortest, over required links where there is one. None where there is none."""
    if model is Organisation:
        return ""
    ways = []
    for place, (name, parent) in enumerate(_parents(model)):
        if parent is User or parent in seen or parent not in _models():
            continue
        rest = _path(parent, seen | {model})
        if rest is not None:
            optional = model._meta.get_field(name).null
            ways.append((optional, rest.count("__"), place, f"{name}__{rest}" if rest else name))
    return min(ways)[-1] if ways else None


def is_left_out(model: type[Model]) -> bool:
    """Whether a table stays at home on purpose; links of a table that does, do too."""
    owner = model._meta.auto_created
    return (owner or model)._meta.label_lower in LEFT_OUT


@lru_cache
def tables() -> tuple[Table, ...]:
    """Every table of an archive, those first that others refer to.

    Raises LookupError for one that hangs on no organisation.
    """
    found = {}
    for model in _models():
        if is_left_out(model):
            continue
        path = _path(model)
        if path is None:
            raise LookupError(f"{model._meta.label} hangs on no organisation; name it in LEFT_OUT with its reason.")
        found[model] = Table(model, path)
    order = TopologicalSorter({model: [p for _, p in _parents(model) if p in found] for model in found})
    return tuple(found[model] for model in order.static_order())


def labels_by_name() -> dict[str, str]:
    """Table labels by the short names that the diary uses (`story` → `stories.story`)."""
    return {table.model._meta.model_name: table.label for table in tables()}
