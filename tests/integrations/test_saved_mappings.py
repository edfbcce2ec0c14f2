"""A mapping is kept by name, offered to files with the same columns, and says the same in another team."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.errors import Conflict, Invalid
from integrations.imports.queries import choices_of
from integrations.imports.rules.fields import STORY_SET
from integrations.imports.rules.plan import Choices
from integrations.imports.services import bring_in, check_run
from integrations.mappings import queries, rules, services
from integrations.mappings.rules import header_of
from integrations.models import SavedMapping
from stories.models import Story
from teams.models import Activity
from tests.factories import NOW, make_team, owner_of
from tests.integrations.files import upload

pytestmark = pytest.mark.django_db

FILE = "Ident,Label,Phase,Who\nA-1,One,Limbo,Owner\n"
COLUMNS = {"Ident": "key", "Label": "title", "Phase": "status", "Who": "assignee"}


@pytest.fixture
def team():
    return make_team()


def decided(team):
    """A run of the file with everything decided that its columns and words leave open."""
    done, owner = team.statuses.last(), owner_of(team)
    return upload(
        team,
        FILE,
        columns=dict(COLUMNS),
        words={"status": {"Limbo": str(done.pk)}, "assignee": {"Owner": str(owner.pk)}},
    )


def keep(team, name="Old tool", run=None):
    return services.keep_mapping(run=run or decided(team), name=name, actor=owner_of(team), now=NOW)


def change(mapping, act, **more):
    return act(mapping=mapping, actor=None, now=NOW, **more)


def test_it_holds_names_and_no_ids(team):
    kept = keep(team).kept
    assert kept["columns"] == COLUMNS
    owner = owner_of(team)
    assert kept["words"] == {"status": {"Limbo": ":Done"}, "assignee": {"Owner": f":{owner.email}"}}
    assert "leave_out" not in kept


def test_a_file_with_the_same_columns_is_recognised_in_every_team_of_the_organisation(team):
    kept = keep(team)
    sister = make_team("Atlas", organisation=team.organisation)
    run = upload(sister, "Who,Phase,Label,Ident\nNobody,Limbo,Two,B-1\n")
    assert queries.fitting(run) == ([kept], [])
    assert queries.fitting(upload(sister, "Label\nThree\n")) == ([], [kept])
    run = services.use_mapping(run=run, mapping=kept, now=NOW)
    check_run(run=run, now=NOW)
    bring_in(run=run, actor=owner_of(sister), now=NOW)
    assert Story.objects.get(team=sister).status == sister.statuses.get(name="Done")
    kept.refresh_from_db()
    assert kept.used_at == NOW


def test_columns_that_it_does_not_know_keep_their_guess_unless_their_field_is_taken():
    kept = rules.pack(Choices(columns={"Label": "title", "Old": "points"}), {})
    first = Choices(columns={"Label": "", "Title": "title", "Tags": "labels"})
    found = rules.unpack(kept, first, STORY_SET, {}, is_home=True)
    assert found.columns == {"Label": "title", "Title": "", "Tags": "labels"}
    with pytest.raises(Invalid, match="none of the mapping"):
        rules.unpack(kept, Choices(columns={"Other": "title"}), STORY_SET, {}, is_home=True)


def test_whose_rows_come_in_is_remembered_at_home_only():
    kept = rules.pack(Choices(columns={"Title": "title", "Team": ""}, owner_column="Team", owner="X"), {})
    first = Choices(columns={"Title": "title", "Team": ""}, owner_column="Team")
    assert rules.unpack(kept, first, STORY_SET, {}, is_home=True).owner == "X"
    assert rules.unpack(kept, first, STORY_SET, {}, is_home=False).owner == ""


def test_what_it_names_and_is_gone_is_left_open(team):
    kept = keep(team)
    team.statuses.filter(name="Done").update(name="Finished")
    run = services.use_mapping(run=upload(team, FILE), mapping=kept, now=NOW)
    assert choices_of(run).words == {"status": {}, "assignee": {"Owner": str(owner_of(team).pk)}}


def test_the_order_of_columns_does_not_matter_and_the_format_does():
    assert header_of("csv", ["a", "b"]) == header_of("csv", ["b", "a"]) != header_of("jira-csv", ["a", "b"])


def test_a_mapping_for_other_files_is_refused(team):
    history = upload(team, "seq,committed,completed\n1,5,4\n", "history")
    with pytest.raises(Conflict, match="for files of the kind"):
        services.use_mapping(run=history, mapping=keep(team), now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_cannot_be_is_refused(team, name):
    with pytest.raises(Invalid) as refused:
        keep(team, name)
    assert refused.value.field == "name"


def test_the_same_name_brings_it_up_to_date_for_the_same_columns_only(team):
    first = keep(team)
    again = upload(team, FILE, columns=COLUMNS | {"Who": ""})
    assert keep(team, "old TOOL", again) == first
    assert SavedMapping.objects.get().kept["columns"]["Who"] == ""
    with pytest.raises(Conflict, match="already"):
        keep(team, "Old tool", upload(team, "Label\nTwo\n"))


def test_it_is_renamed_removed_and_brought_back(team):
    kept, other = keep(team), keep(team, "Other")
    with pytest.raises(Conflict, match="already"):
        change(other, services.rename_mapping, name="old tool")
    assert change(other, services.rename_mapping, name=" New   tool ").name == "New tool"
    change(kept, services.remove_mapping)
    change(kept, services.remove_mapping)
    assert list(queries.mappings_of(team.organisation)) == [other]
    change(kept, services.restore_mapping)
    assert queries.mappings_of(team.organisation).count() == 2
    said = Activity.objects.filter(subject_type="savedmapping").order_by("pk").values_list("verb", flat=True)
    assert list(said) == ["kept", "kept", "renamed", "removed", "restored"]


def test_a_name_that_was_given_away_meanwhile_keeps_a_mapping_out(team):
    kept = keep(team)
    change(kept, services.remove_mapping)
    keep(team)
    with pytest.raises(Conflict, match="already"):
        change(kept, services.restore_mapping)


def test_on_the_pages_it_is_kept_offered_used_renamed_and_removed(team, client):
    client.force_login(owner_of(team))

    def send(name, pk, data=None):
        address = reverse(f"integrations:{name}", kwargs=team.url_kwargs | ({"pk": pk} if pk else {}))
        answer = client.get(address) if data is None else client.post(address, data, follow=True)
        return answer.content.decode()

    run = decided(team)
    assert "“Label”" not in send("mapping_keep", run.pk)
    assert "A mapping needs a name." in send("mapping_keep", run.pk, {"name": " "})
    assert "is kept" in send("mapping_keep", run.pk, {"name": "Old tool"})
    kept = SavedMapping.objects.get()
    again = upload(team, FILE)
    assert "A file with these columns came before." in send("import_map", again.pk)
    assert "is used" in send("mapping_use", again.pk, {"mapping": kept.pk})
    again.refresh_from_db()
    assert choices_of(again).columns == COLUMNS
    assert "is called “Newer”" in send("mapping", kept.pk, {"name": "Newer"})
    assert "in every team of Heartworks" in (shown := send("imports", None))
    assert "4 columns, last used" in shown
    assert "is removed" in send("mapping_remove", kept.pk, {})
    assert "Newer" not in send("imports", None)
    assert "is back" in send("mapping_restore", kept.pk, {})


def test_in_the_api_it_is_kept_found_by_its_header_and_used(team, client):
    client.force_login(owner_of(team))

    def post(address, body):
        return client.post(f"/api/v1/{address}/", body, content_type="application/json")

    made = post("import-mappings", {"import": decided(team).pk, "name": "Old tool"}).json()
    run = upload(team, FILE)
    found = client.get("/api/v1/import-mappings/", {"header": made["header"], "removed_at__isnull": "true"}).json()
    assert [one["name"] for one in found["results"]] == ["Old tool"]
    used = post(f"imports/{run.pk}/use_mapping", {"mapping": made["id"]})
    assert used.json()["choices"]["columns"] == COLUMNS
    unknown = post(f"imports/{run.pk}/use_mapping", {"mapping": made["id"] + 1})
    assert (unknown.status_code, unknown.json()["field"]) == (400, "mapping")
    assert post("import-mappings", {"import": run.pk + 1, "name": "x"}).status_code == 404


def test_by_command_a_mapping_is_called_by_its_name(team, tmp_path, capsys):
    keep(team)
    path = tmp_path / "again.csv"
    path.write_text("Ident,Label,Phase,Who\nB-1,One,Limbo,\n")
    with pytest.raises(CommandError, match="There are: “Old tool”"):
        call_command("import_stories", path, project=team.key, mapping="New tool")
    call_command("import_stories", path, project=team.key, mapping="old tool", json=True)
    assert json.loads(capsys.readouterr().out)["columns"] == COLUMNS
    assert Story.objects.get().status.name == "Done"
