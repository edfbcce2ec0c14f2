"""Import pages in the permission table: runs at each step, made when a request is about to be sent."""

from django.core.files.uploadedfile import SimpleUploadedFile

from integrations.imports.jobs import ask
from integrations.imports.rules.run import Work
from integrations.mappings.services import keep_mapping, remove_mapping
from tests.factories import NOW
from tests.integrations.files import check_of, import_all, upload
from tests.permissions.rows import Row, post

STORIES = "Key,Title\nA-1,One\n"
MAKE = {"uploaded": upload, "checked": check_of, "done": import_all}


def run_at(step):
    """Prepares the world with an import of our team that has come as far as `step`."""

    def prepare(world):
        world.things["import_run"] = MAKE[step](world.team, STORIES)

    return prepare


def at_work(world):
    """Prepares the world with a checked import that somebody has asked to bring in."""
    run_at("checked")(world)
    ask(run=world.things["import_run"], work=Work.BRING_IN, actor=None, now=NOW)


def run_of(world):
    """Keyword arguments of the prepared run's address; of one that cannot exist where nothing was prepared."""
    run = world.things.get("import_run")
    return {"pk": run.pk if run else 10**9}


def kept(world):
    """Prepares the world with a kept mapping, and an import that it fits."""
    run_at("uploaded")(world)
    run = world.things["import_run"]
    world.things["mapping"] = keep_mapping(run=run, name="Old tool", actor=None, now=NOW)


def removed(world):
    kept(world)
    remove_mapping(mapping=world.things["mapping"], actor=None, now=NOW)


def mapping_of(world):
    mapping = world.things.get("mapping")
    return {"pk": mapping.pk if mapping else 10**9}


def the_mapping(world):
    return {"mapping": mapping_of(world)["pk"]}


def stories_file(world):
    return {"format": "csv", "file": SimpleUploadedFile("stories.csv", STORIES.encode())}


ROWS = [
    Row("integrations:imports", "integrate"),
    Row("integrations:import_panel", "settings"),
    post("integrations:import_upload", "integrate", data=stories_file),
    Row("integrations:import_map", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    post("integrations:import_map", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    Row("integrations:import_check", "integrate", kwargs=run_of, prepare=run_at("checked")),
    post("integrations:import_check", "integrate", kwargs=run_of, prepare=run_at("checked"),
         data=lambda w: {"leave_out": "points"}),
    Row("integrations:import_problems", "integrate", kwargs=run_of, prepare=run_at("checked")),
    post("integrations:import_run", "integrate", kwargs=run_of, prepare=run_at("checked")),
    Row("integrations:import_review", "integrate", kwargs=run_of, prepare=run_at("done")),
    Row("integrations:import_running", "integrate", kwargs=run_of, prepare=at_work),
    post("integrations:import_stop", "integrate", kwargs=run_of, prepare=at_work),
    post("api:import-stop", "integrate", kwargs=run_of, prepare=at_work, scope="api", json=True),
    post("integrations:import_undo", "integrate", kwargs=run_of, prepare=run_at("done")),
    post("integrations:import_discard", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    Row("integrations:mapping_keep", "integrate", kwargs=run_of, prepare=run_at("uploaded")),
    post("integrations:mapping_keep", "integrate", kwargs=run_of, prepare=run_at("uploaded"),
         data=lambda w: {"name": "Old tool"}),
    post("integrations:mapping_use", "integrate", kwargs=run_of, prepare=kept, data=the_mapping),
    Row("integrations:mapping", "integrate", kwargs=mapping_of, prepare=kept),
    post("integrations:mapping", "integrate", kwargs=mapping_of, prepare=kept, data=lambda w: {"name": "New"}),
    post("integrations:mapping_remove", "integrate", kwargs=mapping_of, prepare=kept),
    post("integrations:mapping_restore", "integrate", kwargs=mapping_of, prepare=removed),
    post("api:import-use-mapping", "integrate", kwargs=run_of, prepare=kept, data=the_mapping, scope="api", json=True),
    Row("api:import-mapping-list", "", scope="signed in", json=True),
    post("api:import-mapping-list", "integrate", prepare=run_at("uploaded"), scope="api", json=True,
         data=lambda w: {"import": run_of(w)["pk"], "name": "Old tool"}),
    Row("api:import-mapping-detail", "integrate", kwargs=mapping_of, prepare=kept, scope="api", json=True),
    Row("api:import-mapping-detail", "integrate", method="PATCH", kwargs=mapping_of, prepare=kept, scope="api",
        json=True, writes=True, data=lambda w: {"name": "New"}),
    Row("api:import-mapping-detail", "integrate", method="DELETE", kwargs=mapping_of, prepare=kept, scope="api",
        json=True, writes=True),
    post("api:import-mapping-restore", "integrate", kwargs=mapping_of, prepare=removed, scope="api", json=True),
]  # fmt: skip

TOPICS = {"import": ("integrate", lambda world: import_all(world.team, STORIES).pk)}
