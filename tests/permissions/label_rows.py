"""Epics and labels: their page and their actions in the API."""

from stories.labels.merging import merge_labels
from stories.labels.services import retire_epic
from stories.models import Label
from tests.factories import NOW
from tests.permissions.rows import Row, post


def _retired(world):
    retire_epic(epic=world.things["epic"], actor=world.people["owner"], now=NOW)


def _other(world):
    """A second label that no story has, for the team."""
    world.things["other_label"] = Label.objects.create(team=world.team, name="ui")


def _merged(world):
    """The label was merged into another one."""
    _other(world)
    label, into = world.things["label"], world.things["other_label"]
    world.things["merge"] = merge_labels(label=label, into=into, actor=world.people["owner"], now=NOW)


def _epic(world):
    return {"pk": world.things["epic"].pk}


def _label(world):
    return {"pk": world.things["label"].pk}


def _merge(world):
    return {"pk": world.things["merge"].pk}


def _into(world):
    return {"into": world.things["other_label"].pk}


def _mentors(world):
    return {"mentors": world.people["member"].pk}


def _api(route, kwargs, method="PATCH", **fields):
    return Row(f"api:{route}", "write", method=method, scope="api", writes=True, json=True, kwargs=kwargs, **fields)


ROWS = [
    Row("stories:labels", "see"),
    post("stories:add_epic", "write", data=lambda w: {"name": "Day"}),
    post("stories:edit_epic", "write", kwargs=_epic, data=lambda w: {"name": "Nights"}),
    post("stories:retire_epic", "write", kwargs=_epic),
    post("stories:restore_epic", "write", kwargs=_epic, prepare=_retired),
    post("stories:add_label", "write", data=lambda w: {"name": "ui"}),
    post("stories:rename_label", "write", kwargs=_label, data=lambda w: {"name": "gateways"}),
    post("stories:merge_label", "write", kwargs=_label, data=_into, prepare=_other),
    post("stories:split_labels", "write", kwargs=_merge, prepare=_merged),
    post("stories:remove_label", "write", kwargs=_label),
    _api("epic-detail", _epic, data=lambda w: {"name": "Nights"}),
    _api("epic-detail", _epic, "DELETE"),
    _api("epic-restore", _epic, "POST", prepare=_retired),
    _api("label-detail", _label, data=lambda w: {"name": "gateways"}),
    _api("label-detail", _label, "DELETE"),
    _api("label-merge", _label, "POST", data=_into, prepare=_other),
    Row("api:label-merge-entry-list", "see", scope="signed in", json=True),
    Row("api:label-merge-entry-detail", "see", scope="api", json=True, kwargs=_merge, prepare=_merged),
    _api("label-merge-entry-undo", _merge, "POST", prepare=_merged),
    post("stories:set_mentors", "write", kwargs=_label, data=_mentors),
    post(
        "stories:pair", "write", kwargs=lambda w: {"key": w.story.key}, data=lambda w: {"person": w.people["member"].pk}
    ),
    _api("label-mentors", _label, "POST", data=lambda w: {"mentors": [w.people["member"].pk]}),
]
