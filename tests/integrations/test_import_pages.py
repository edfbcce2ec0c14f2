"""The pages of an import, step by step, with what people do wrong on the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from integrations.imports.queries import choices_of
from integrations.models import ImportRun
from sprints.models import Sprint
from stories.models import Persona, Story
from teams.rules import TeamRole
from tests.factories import make_member, make_persona, make_running_sprint, make_team, make_user, owner_of
from tests.integrations.files import check, import_all, upload
from tests.integrations.real_data import BACKLOG, SPRINTS, needs_real_data

pytestmark = pytest.mark.django_db

STORIES = "Key,Title,Type,State,Points,Persona\nA-1,One,Story,Open,3,Nurse\nA-2,Two,Gizmo,Shut,5,\n"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def page(client, team):
    """Sends a request to an import page of the team as its owner."""
    client.force_login(owner_of(team))

    def send(name, run=None, data=None, *, follow=True, **headers):
        kwargs = team.url_kwargs | ({"pk": run.pk} if run else {})
        address = reverse(f"integrations:{name}", kwargs=kwargs)
        if data is None:
            return client.get(address, follow=follow, headers=headers)
        return client.post(address, data, follow=follow, headers=headers)

    return send


def file(text=STORIES, name="stories.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text, content_type="text/csv")


def text_of(answer):
    return answer.content.decode()


def test_a_backlog_goes_from_upload_to_review_and_back(page, team):
    answer = page("import_upload", data={"format": "csv", "file": file()})
    run = ImportRun.objects.get()
    assert "We recognised <b>6 of 6 columns</b>" in text_of(answer)
    answer = page("import_map", run, data={"kind:Gizmo": "bug", "status:Shut": str(team.statuses.last().pk)})
    assert "<b>2 stories</b> can come in" in text_of(answer)
    assert not Story.objects.exists()
    answer = page("import_run", run, data={})
    assert "Everything is in" in text_of(answer)
    assert list(Story.objects.order_by("number").values_list("title", "kind", "status__name")) == [
        ("One", "story", "To do"),
        ("Two", "bug", "Done"),
    ]
    answer = page("import_undo", run, data={})
    assert "2 stories went" in text_of(answer)
    assert not Story.objects.exists()
    assert "stories.csv" in text_of(page("imports"))


def test_a_history_goes_from_upload_to_review(page, team):
    page("import_upload", data={"format": "history", "file": file("seq,committed,completed\n1,5,4\n2,6,6\n")})
    run = ImportRun.objects.get()
    assert "<b>2 sprints</b> can come in" in text_of(page("import_map", run, data={}))
    answer = text_of(page("import_run", run, data={}))
    assert "laid out in your rhythm" in answer
    assert reverse("forecasting:velocity", kwargs=team.url_kwargs) in answer
    assert Sprint.objects.count() == 2


def test_what_was_chosen_survives_an_error_and_a_reload(page, team):
    run = upload(team, STORIES)
    answer = page("import_map", run, data={"column-1": "", "column-3": "epic", "kind:Gizmo": "spike"})
    assert answer.status_code == 422
    assert "No column becomes the title." in text_of(answer)
    for shown in (text_of(answer), text_of(page("import_map", run))):
        assert '<option value="epic" selected>' in shown
        assert '<option value="spike" selected>' in shown


def test_a_change_of_one_column_is_saved_at_once_and_shows_its_words(page, team):
    run = upload(team, "Name,Phase\nOne,Limbo\n")
    answer = page("import_map", run, data={"column-1": "status"}, **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "status:Limbo" in text_of(answer)
    assert "<html" not in text_of(answer)
    run.refresh_from_db()
    assert (choices_of(run).columns["Phase"], run.state) == ("status", "uploaded")


def test_a_file_of_several_teams_marks_the_choice_that_is_missing(page, team):
    run = upload(team, "Team,seq,committed,completed\nX,1,1,1\nY,1,1,1\n", "history")
    answer = text_of(page("import_map", run, data={}))
    assert "rows of <b>2 teams</b>" in answer
    assert 'name="owner" aria-invalid="true"' in answer


def test_a_file_of_very_many_teams_asks_for_the_name(page, team):
    rows = "".join(f"T{n},1,1,1\n" for n in range(150))
    run = upload(team, f"Team,seq,committed,completed\n{rows}", "history")
    answer = text_of(page("import_map", run, data={}))
    assert "rows of <b>many teams</b>" in answer
    assert '<input class="input" id="owner"' in answer
    assert "no rows of “T999”" in text_of(page("import_map", run, data={"owner": "T999"}))
    assert "<b>1 sprint</b> can come in" in text_of(page("import_map", run, data={"owner": "T149"}))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"format": "csv"}, "Choose a file."),
        ({"format": "csv", "file": ""}, "Choose a file."),
        ({"format": "dreams", "file": file()}, "Choose one of the list."),
        ({"format": "csv", "file": file(b"PK\x03\x04")}, "not a CSV file"),
        ({"format": "csv", "file": file('Title\n"x')}, "Line 2: a quotation mark is opened and never closed."),
    ],
)
def test_an_upload_that_cannot_work_says_why_and_keeps_the_choice(page, data, message):
    answer = page("import_upload", data=data)
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert not ImportRun.objects.exists()


def test_a_history_for_a_team_with_sprints_is_refused_on_upload(page, team):
    make_running_sprint(team)
    answer = page("import_upload", data={"format": "history", "file": file("seq,committed,completed\n1,5,4\n")})
    assert "has sprints of its own already" in text_of(answer)
    assert 'value="history" selected' in text_of(answer)


def test_rows_that_need_a_decision_are_shown_with_their_lines_and_can_be_decided(page, team):
    run = upload(team, "Key,Title,Points\nA-1,One,-3\nA-2,Two,many\nA-3,Three,3\n")
    answer = text_of(page("import_map", run, data={}))
    assert "<b>1 of 3 rows</b> can come in. 2 need a decision." in answer
    assert "lines 2, 3" in answer
    assert "Bring in" not in answer.split("step-foot")[1]
    answer = text_of(page("import_check", run, data={"leave_out": "points"}))
    assert "<b>1 story</b> can come in" in answer
    page("import_run", run, data={})
    assert Story.objects.get().title == "Three"


def test_words_that_are_no_personas_can_be_given_to_ours_or_added(page, team):
    nurse = make_persona(team)
    run = upload(team, "Title,Persona\nA,Schwester\nB,Arzt\n")
    page("import_map", run, data={})
    answer = page("import_check", run, data={"persona:Schwester": str(nurse.pk), "add_personas": "on"})
    assert "New on your list of personas: Arzt." in text_of(answer)
    page("import_run", run, data={})
    assert list(Story.objects.order_by("number").values_list("persona__name", flat=True)) == ["Ward nurse", "Arzt"]


def test_a_decision_about_a_persona_can_be_taken_back(page, team):
    nurse = make_persona(team)
    run = upload(team, "Title,Persona\nA,Schwester\n")
    page("import_map", run, data={})
    page("import_check", run, data={"persona:Schwester": str(nurse.pk)})
    page("import_check", run, data={"persona:Schwester": ""})
    page("import_run", run, data={})
    assert Story.objects.get().persona is None
    assert Persona.objects.count() == 1


def test_every_problem_can_be_had_as_csv_that_no_spreadsheet_runs(page, team):
    run = upload(team, "Key,Title,Points\nA-1,One,=1+1\n,,\n=cmd,Two,4\n=cmd,Three,3\n")
    page("import_map", run, data={})
    answer = page("import_problems", run)
    assert answer["Content-Disposition"].startswith("attachment")
    lines = text_of(answer).splitlines()
    assert lines[0] == '"Line","Kind","What","How to mend it"'
    assert lines[1].startswith('2,"error","“=1+1” cannot be points."')
    assert lines[3].startswith('''5,"error","'=cmd is in the file twice, first in line 4."''')


def test_a_second_click_on_bring_in_shows_the_review(page, team):
    run = import_all(team, STORIES)
    answer = page("import_run", run, data={})
    assert answer.request["PATH_INFO"] == reverse("integrations:import_review", kwargs=team.url_kwargs | {"pk": run.pk})
    assert Story.objects.count() == 2


def test_bring_in_before_the_check_leads_back_to_the_columns_and_says_why(page, team):
    run = upload(team, STORIES)
    answer = text_of(page("import_run", run, data={}))
    assert "The columns have changed since the check." in answer
    assert "Map columns" in answer
    assert not Story.objects.exists()


@pytest.mark.parametrize("name", ["import_map", "import_check", "import_review"])
def test_each_page_leads_to_the_step_that_the_run_is_at(page, team, name):
    done, fresh = import_all(team, STORIES), upload(team, "Title\nOne\n")
    assert "Everything is in" in text_of(page(name, done))
    assert "We recognised" in text_of(page(name, fresh))


def test_the_same_file_again_says_that_all_is_here(page, team):
    import_all(team, STORIES)
    run = upload(team, STORIES)
    answer = text_of(page("import_map", run, data={}))
    assert "All <b>2</b> are <b>here already</b>" in answer
    assert "Throw this upload away" in answer


def test_an_upload_can_be_thrown_away_and_a_finished_import_cannot(page, team):
    run = upload(team, STORIES)
    assert "was thrown away" in text_of(page("import_discard", run, data={}))
    assert not ImportRun.objects.exists()
    done = import_all(team, STORIES)
    assert page("import_discard", done, data={}).status_code == 409


def test_a_second_undo_is_refused_in_words(page, team):
    run = import_all(team, STORIES)
    page("import_undo", run, data={})
    answer = page("import_undo", run, data={})
    assert answer.status_code == 409
    assert "undone already" in text_of(answer)


@pytest.mark.parametrize("junk", ["\x00", "²", "9" * 5000, "-1", "<b>", "\u202e"])
def test_junk_in_any_field_changes_nothing_that_it_may_not(page, team, junk):
    run = upload(team, STORIES + "A-3,Three,Odd,Odd,1,Pilot\n")
    junk_of = {"kind:Odd": junk, "status:Odd": junk, "owner": junk, "column-5": "persona"}
    page("import_map", run, data={**junk_of, "column-4": junk, "day_order": junk})
    page("import_map", run, data={**junk_of, "column-4": "points", "day_order": ""})
    page("import_check", run, data={"persona:Pilot": junk, "leave_out": junk})
    page("import_run", run, data={})
    three = Story.objects.get(title="Three")
    assert (three.kind, three.status.name, three.persona) == ("story", "To do", None)


def test_html_in_a_file_is_shown_as_text(page, team):
    name = "<script>alert(1)</script>"
    run = upload(team, f"Title,{name},Type\n{name},{name},{name}\n")
    for answer in (page("import_map", run), page("import_map", run, data={}), page("import_run", run, data={})):
        assert "<script>alert" not in text_of(answer)


def test_only_owners_and_admins_import(client, team):
    run = upload(team, STORIES)
    address = reverse("integrations:import_map", kwargs=team.url_kwargs | {"pk": run.pk})
    for person, status in (
        (make_member(team, TeamRole.SCRUM_MASTER), 403),
        (make_member(team, TeamRole.PRODUCT_OWNER), 403),
        (make_user(), 404),
        (owner_of(make_team("Atlas")), 404),
        (owner_of(team), 200),
    ):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_a_run_of_another_team_of_mine_is_not_found(client, team):
    owner = owner_of(team)
    other = make_team("Atlas", owner=owner, organisation=team.organisation)
    run = upload(other, STORIES)
    client.force_login(owner)
    wrong = reverse("integrations:import_map", kwargs=team.url_kwargs | {"pk": run.pk})
    assert client.get(wrong).status_code == 404


def test_the_check_page_costs_the_same_for_few_and_many_rows(page, team, django_assert_max_num_queries):
    text = "Key,Title,Points\n" + "".join(f"K-{n},Story {n},{n}\n" for n in range(300))
    check(team, text)
    with django_assert_max_num_queries(20):
        page("import_check", ImportRun.objects.latest("pk"))


@needs_real_data
def test_a_real_team_moves_in_by_the_browser_and_sees_its_velocity_with_lines(
    page, team, client, django_capture_on_commit_callbacks
):
    page("import_upload", data={"format": "csv", "file": file(BACKLOG.read_bytes())})
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):  # a file of this size is the worker's
        page("import_map", run, data={"owner": "USERGRID"})
    with django_capture_on_commit_callbacks(execute=True):
        page("import_run", run, data={})
    assert Story.objects.filter(team=team).count() == 336
    page("import_upload", data={"format": "history", "file": file(SPRINTS.read_bytes())})
    run = ImportRun.objects.latest("pk")
    page("import_map", run, data={"owner": "apache-70"})
    page("import_run", run, data={})
    answer = client.get(reverse("forecasting:velocity_figure", kwargs=team.url_kwargs)).json()
    names = {trace.get("name") for trace in answer["data"]}
    labels = " ".join(note["text"] for note in answer["layout"]["annotations"])
    assert {"Completed", "Committed"} <= names
    assert "Optimistic" in labels
    assert "Pessimistic" in labels
    velocity = text_of(client.get(reverse("forecasting:velocity", kwargs=team.url_kwargs)))
    assert "Nine times in ten" in velocity
