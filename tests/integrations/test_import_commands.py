"""``import_stories`` and ``import_history``: the same engine, told by options."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from forecasting.velocity.queries import velocity_of
from integrations.models import ImportRun
from sprints.models import Sprint
from stories.models import Persona, Story
from teams.models import Organisation, Team
from tests.factories import make_persona, make_running_sprint, make_team, owner_of
from tests.integrations.real_data import BACKLOG, SPRINTS, needs_real_data

pytestmark = pytest.mark.django_db


def run(command, path, **options):
    """(what was printed, what was complained about); raises CommandError as the command does."""
    out, err = io.StringIO(), io.StringIO()
    call_command(command, path, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def summary(command, path, **options):
    return json.loads(run(command, path, json=True, **options)[0])


def test_a_mapped_file_comes_in_and_is_summed_up(tmp_path):
    team = make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("ident,label,storypoint\nA-1,One,3\nA-2,Two,4\n")
    told = summary("import_stories", path, project="pul", map=["key=ident", "title=label", "points=storypoint"])
    assert {name: told[name] for name in ("rows", "created", "here_already", "refused", "project")} == {
        "rows": 2, "created": 2, "here_already": 0, "refused": 0, "project": "PUL",
    }  # fmt: skip
    assert told["columns"] == {"ident": "key", "label": "title", "storypoint": "points"}
    assert [hint["lines"] for hint in told["hints"]] == [[3]]
    assert Story.objects.filter(team=team, created_by=owner_of(team)).count() == 2
    assert summary("import_stories", path, project="PUL", map=["key=ident", "title=label"])["created"] == 0


def test_a_row_that_cannot_come_in_is_named_and_nothing_comes_in(tmp_path, capsys):
    make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Key,Title,Points\nA-1,One,3\nA-2,Two,-4\n")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="nothing came in"):
        call_command("import_stories", path, project="PUL", json=True, stdout=out, stderr=err)
    assert "Line 3: “-4” cannot be points." in err.getvalue()
    assert json.loads(out.getvalue())["errors"][0]["lines"] == [3]
    assert (Story.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert summary("import_stories", path, project="PUL", leave_out=["points"])["created"] == 1


def test_a_dry_run_changes_nothing_and_keeps_no_file(tmp_path):
    make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Key,Title\nA-1,One\n")
    told = summary("import_stories", path, project="PUL", dry_run=True)
    assert (told["dry_run"], told["created"], told["would_create"]) == (True, 0, 1)
    assert (Story.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert "would come in" in run("import_stories", path, project="PUL", dry_run=True)[0]
    waiting = default_storage.listdir("imports")[1] if default_storage.exists("imports") else []
    assert not [name for name in waiting if default_storage.open(f"imports/{name}").read() == path.read_bytes()]


def test_an_unknown_key_names_those_that_exist(tmp_path):
    make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Title\nOne\n")
    with pytest.raises(CommandError, match=r"No team has the story key NOPE\. There are PUL"):
        run("import_stories", path, project="NOPE")


def test_a_key_in_two_organisations_asks_which(tmp_path):
    team, _ = make_team(key="PUL"), make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Title\nOne\n")
    with pytest.raises(CommandError, match="Several teams have the key PUL"):
        run("import_stories", path, project="PUL")
    run("import_stories", path, project="PUL", organisation=team.organisation.slug)
    assert Story.objects.get().team == team


def test_a_missing_team_and_organisation_are_made_on_request_or_not_at_all(tmp_path):
    path = tmp_path / "issues.csv"
    path.write_text("Title,Points\nOne,-1\n")
    options = {"project": "NEW", "organisation": "Heartworks", "team": "Pulse", "create": True}
    with pytest.raises(CommandError, match="needs an owner"):
        run("import_stories", path, **options)
    with pytest.raises(CommandError, match="nothing came in"):
        run("import_stories", path, actor="olga@example.org", **options)
    assert not Organisation.objects.exists()
    path.write_text("Title,Points\nOne,1\n")
    run("import_stories", path, actor="olga@example.org", **options)
    team = Team.objects.get()
    assert (team.key, team.name, team.organisation.name) == ("NEW", "Pulse", "Heartworks")
    assert (owner_of(team).email, owner_of(team).has_usable_password()) == ("olga@example.org", False)


def test_somebody_from_outside_cannot_be_named_as_the_importer(tmp_path):
    make_team(key="PUL")
    stranger = owner_of(make_team("Atlas", key="ATL"))
    path = tmp_path / "issues.csv"
    path.write_text("Title\nOne\n")
    with pytest.raises(CommandError, match="is in Heartworks"):
        run("import_stories", path, project="PUL", actor="nobody@example.org")
    with pytest.raises(CommandError, match="is in Heartworks"):
        run("import_stories", path, project="PUL", actor=stranger.email)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"map": ["title"]}, "is not NAME=VALUE"),
        ({"map": ["title=Nope"]}, "no column “Nope”"),
        ({"map": ["rank=Title"]}, "no field “rank”"),
        ({"only": "Nope=1"}, "no column “Nope”"),
        ({}, "Say --only COLUMN=VALUE, or --all-rows"),
    ],
)
def test_options_that_do_not_fit_the_file_are_refused(tmp_path, options, message):
    make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Project,Title\nX,One\nY,Two\n")
    with pytest.raises(CommandError, match=message):
        run("import_stories", path, project="PUL", **options)


def test_rows_can_be_chosen_by_any_column(tmp_path):
    make_team(key="PUL")
    path = tmp_path / "issues.csv"
    path.write_text("Project,Key,Title,Kind of thing\nX,1,One,a\nY,2,Two,b\n")
    run("import_stories", path, project="PUL", only="kind of thing=b")
    run("import_stories", path, project="PUL", all_rows=True)
    assert list(Story.objects.order_by("number").values_list("title", flat=True)) == ["Two", "One"]


def test_a_file_that_is_not_there_is_said(tmp_path):
    make_team(key="PUL")
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_stories", tmp_path / "nothing.csv", project="PUL")


def test_personas_are_added_on_request(tmp_path):
    make_persona(make_team(key="PUL"))
    path = tmp_path / "issues.csv"
    path.write_text("Title,Persona\nOne,pilot\n")
    run("import_stories", path, project="PUL", add_personas=True)
    assert Story.objects.get().persona == Persona.objects.get(name="Pilot")


def test_a_history_comes_in_for_one_team_of_the_file(tmp_path):
    team = make_team(key="PUL")
    path = tmp_path / "sprints.csv"
    path.write_text("team,seq,committed,completed\nA,1,5,5\nB,1,9,9\nA,2,6,4\n")
    told = summary("import_history", path, project="PUL", team_name="A")
    assert (told["format"], told["rows"], told["created"]) == ("history", 2, 2)
    assert Sprint.objects.filter(team=team).count() == 2
    assert summary("import_history", path, project="PUL", team_name="A")["here_already"] == 2


def test_a_team_name_that_is_not_in_the_file_brings_nothing(tmp_path):
    make_team(key="PUL")
    path = tmp_path / "sprints.csv"
    path.write_text("team,seq,committed,completed\nA,1,5,5\nB,1,9,9\n")
    with pytest.raises(CommandError, match="no rows of “C”"):
        run("import_history", path, project="PUL", team_name="C")


def test_a_history_for_a_team_with_sprints_of_its_own_is_refused(tmp_path):
    team = make_team(key="PUL")
    make_running_sprint(team)
    path = tmp_path / "sprints.csv"
    path.write_text("seq,committed,completed\n1,5,5\n")
    with pytest.raises(CommandError, match="has sprints of its own already"):
        run("import_history", path, project="PUL")


@needs_real_data
def test_a_real_team_moves_in_by_command_and_has_a_velocity_with_lines():
    team = make_team("Usergrid", key="USERGRID")
    stories = summary("import_stories", BACKLOG, project="USERGRID", map=["title=title", "points=story_points"])
    history = summary("import_history", SPRINTS, project="USERGRID", team_name="apache-70")
    assert (stories["created"], history["created"]) == (336, 26)
    assert summary("import_stories", BACKLOG, project="USERGRID")["created"] == 0
    assert summary("import_history", SPRINTS, project="USERGRID", team_name="apache-70")["created"] == 0
    velocity = velocity_of(team)
    assert velocity.refusal is None
    assert velocity.usual.p10 < velocity.usual.p50 < velocity.usual.p90
