"""An organisation goes out into one file and comes in again, the same to the byte (INT-3, M4)."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from core.errors import Conflict, Invalid
from integrations.archive import rules, tables
from integrations.archive.services import bring_in_archive, write_archive
from scrum.demo import load
from sprints.ledger.queries import scope_of
from sprints.models import Sprint
from stories.models import Attachment, Story
from stories.search.queries import find
from teams.models import Activity, Organisation, User
from tests.factories import NOW, finish, make_member, make_running_sprint, make_story, make_team, owner_of
from tests.integrations.real_data import BACKLOG, needs_real_data
from tests.integrations.test_real_data import move_in
from tests.permissions.world import fingerprint

pytestmark = pytest.mark.django_db


def taken_out(organisation) -> io.BytesIO:
    file = io.BytesIO()
    write_archive(organisation=organisation, file=file, actor=None, now=NOW)
    file.seek(0)
    return file


def contents(file) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bring_in(file) -> Organisation:
    return bring_in_archive(file=file, actor=None, now=NOW)


def step_aside(organisation) -> None:
    """Frees the address, as a second house would have it free."""
    Organisation.objects.filter(pk=organisation.pk).update(slug="before")


UNORDERED = ("ceremonies.card.jsonl", "ceremonies.retronote.jsonl")


def without_the_journey(found: dict[str, bytes]) -> dict[str, bytes]:
    """Without what says that it was exported and brought in: the diary's last lines and the manifest.

    What nobody may put in an order stands under random keys, new ones in each house, so its lines are sorted.
    """
    diary = found["teams.activity.jsonl"].splitlines()
    kept = [line for line in diary if json.loads(line)["verb"] not in ("exported", "brought in")]
    unordered = {name: b"\n".join(sorted(found[name].splitlines())) for name in UNORDERED if name in found}
    return {**found, **unordered, "teams.activity.jsonl": b"\n".join(kept), rules.MANIFEST: b""}


def assert_round_trip(organisation) -> Organisation:
    first = taken_out(organisation)
    step_aside(organisation)
    again = bring_in(first)
    before, after = contents(first), contents(taken_out(again))
    assert without_the_journey(after) == without_the_journey(before)
    return again


@pytest.fixture
def team():
    team = make_team()
    member = make_member(team, name="Jo Writer")
    make_running_sprint(team, stories=[make_story(team, "In hand")])
    Attachment.objects.create(
        story=make_story(team, "=cmd|' /C calc'!A0", actor=member),
        file=ContentFile(b"\x89PNG not quite", name="x.png"),
        name="scan.png",
        content_type="image/png",
        size=15,
        added_by=member,
        added_at=NOW,
    )
    return team


def test_the_demo_makes_the_round_trip_and_its_numbers_with_it():
    demo, _ = load.load(now=NOW)
    numbers = [(scope_of(sprint).committed, scope_of(sprint).done) for sprint in Sprint.objects.order_by("pk")]
    again = assert_round_trip(demo.organisation)
    sprints = Sprint.objects.filter(team__organisation=again).order_by("pk")
    assert [(scope_of(sprint).committed, scope_of(sprint).done) for sprint in sprints] == numbers
    assert len(numbers) > 10


@needs_real_data
def test_an_imported_real_backlog_makes_the_round_trip():
    team = make_team("Usergrid", key="USERGRID")
    move_in(team, BACKLOG, "csv", owner="USERGRID")
    again = assert_round_trip(team.organisation)
    assert Story.objects.filter(team__organisation=again).count() == 336


def test_files_come_along_and_everything_is_found_again(team):
    again = assert_round_trip(team.organisation)
    attachment = Attachment.objects.get(story__team__organisation=again)
    assert attachment.file.read() == b"\x89PNG not quite"
    assert attachment.file.name != Attachment.objects.get(story__team=team).file.name
    assert f"attachments/{again.pk}/" in attachment.file.name
    copy = again.teams.get()
    assert len(find([copy.pk], "calc")) == 1


def test_what_happened_to_stories_that_are_gone_stays_told(team):
    gone = make_story(team, "Gone soon")
    number = gone.pk
    gone.delete()
    assert_round_trip(team.organisation)
    told = Activity.objects.filter(subject_label__endswith="Gone soon").order_by("pk")
    assert {entry.subject_id for entry in told} > {number}
    assert all(entry.subject_id < 0 for entry in told if entry.subject_id != number)


def test_people_are_known_by_their_address_and_bring_no_rights_over_the_server(team):
    boss = owner_of(team)
    User.objects.filter(pk=boss.pk).update(is_staff=True, is_superuser=True, password="pbkdf2-canary")
    file = taken_out(team.organisation)
    assert b"pbkdf2-canary" not in b"".join(contents(file).values())
    step_aside(team.organisation)
    User.objects.filter(name="Jo Writer").update(email="elsewhere@example.org")
    again = bring_in(file)
    assert again.memberships.get(role="owner").user == boss
    newcomer = again.memberships.exclude(user=boss).get().user
    assert not newcomer.has_usable_password()
    assert not newcomer.is_staff
    assert not newcomer.is_superuser


def test_another_organisation_is_not_in_it(team):
    other = make_team("Canary", organisation=None, owner=make_team("Elsewhere").memberships.get().user)
    make_story(other, "canary-4711")
    finish(make_story(other, "canary-4712"))
    assert b"canary" not in b"".join(contents(taken_out(team.organisation)).values()).lower()


def test_no_secret_is_in_any_table_of_it():
    suspicious = ("token", "secret", "password", "digest", "hashed", "key_hash", "session")
    columns = [f"{table.label}.{field.name}" for table in tables.tables() for field in table.fields]
    assert [column for column in columns if any(word in column for word in suspicious)] == []


def test_every_reason_for_leaving_a_table_out_is_about_a_table_that_exists():
    known = {model._meta.label_lower for model in tables._models()}
    assert set(tables.LEFT_OUT) <= known
    assert {table.label for table in tables.tables()}.isdisjoint(tables.LEFT_OUT)


def repacked(file, **changed: bytes | None) -> io.BytesIO:
    """The archive with some of its files' bytes changed; None leaves one out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (contents(file) | changed).items():
            if data is not None:
                archive.writestr(name, data)
    made.seek(0)
    return made


def with_rows(file, label, change) -> io.BytesIO:
    """The archive with changed rows and a manifest that vouches for them."""
    name = rules.table_file(label)
    found = contents(file)
    lines = [json.dumps(change(json.loads(line))).encode() for line in found[name].splitlines()]
    data = b"\n".join(lines) + b"\n"
    facts = json.loads(found[rules.MANIFEST])
    facts["digests"][name] = hashlib.sha256(data).hexdigest()
    return repacked(file, **{name: data, rules.MANIFEST: json.dumps(facts).encode()})


DAMAGES = {
    "no ZIP": lambda file: io.BytesIO(b"PK nothing of the kind"),
    "cut off": lambda file: io.BytesIO(file.getvalue()[: len(file.getvalue()) // 2]),
    "bent": lambda file: io.BytesIO(file.getvalue()[:900] + b"\x00" * 40 + file.getvalue()[940:]),
    "no manifest": lambda file: repacked(file, **{rules.MANIFEST: None}),
    "of another program": lambda file: repacked(file, **{rules.MANIFEST: b'{"format":"other"}'}),
    "of a later version": lambda file: repacked(file, **{rules.MANIFEST: b'{"format":"truepace-archive","version":2}'}),
    "a table changed": lambda file: repacked(file, **{"stories.story.jsonl": b"{}\n"}),
    "a table missing": lambda file: repacked(file, **{"stories.story.jsonl": None}),
    "a file more": lambda file: repacked(file, **{"../../etc/cron.d/x": b"* * * * *"}),
    "a bomb": lambda file: repacked(file, **{"stories.story.jsonl": b"0" * 30_000_000}),
    "an unknown column": lambda file: with_rows(file, "teams.team", lambda row: {**row, "is_root": True}),
    "a foreign row": lambda file: with_rows(file, "stories.story", lambda row: {**row, "team_id": 7}),
    "a value of another kind": lambda file: with_rows(file, "stories.story", lambda row: {**row, "points": "many"}),
    "two rows of one key": lambda file: with_rows(file, "stories.story", lambda row: {**row, "number": 1}),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_an_archive_that_is_not_whole_changes_nothing(team, damage):
    file = damage(taken_out(team.organisation))
    step_aside(team.organisation)
    before = fingerprint()
    with pytest.raises(Invalid) as refused:
        bring_in(file)
    assert refused.value.field == "file"
    assert fingerprint() == before


def test_an_address_that_is_taken_is_said_to_be(team):
    with pytest.raises(Conflict, match="address"):
        bring_in(taken_out(team.organisation))


def test_by_command_it_goes_out_and_comes_in(team, tmp_path, capsys):
    path = tmp_path / "all.zip"
    call_command("export_organisation", team.organisation.slug, str(path), "--json")
    assert json.loads(capsys.readouterr().out)["stories.story"] == 2
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_organisation", team.organisation.slug, str(path))
    with pytest.raises(CommandError, match="Nothing has come in"):
        call_command("import_organisation", str(path))
    step_aside(team.organisation)
    call_command("import_organisation", str(path))
    assert "is here" in capsys.readouterr().out


def test_an_owner_takes_it_from_the_settings(team, client):
    client.force_login(owner_of(team))
    answer = client.post(f"/o/{team.organisation.slug}/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"In hand" in contents(io.BytesIO(b"".join(answer.streaming_content)))["stories.story.jsonl"]
