"""The database itself refuses to change history, whoever asks and however (SPR-3, ARCHITECTURE §3)."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from sprints.ledger.rules import EventKind
from sprints.ledger.services import append_history, erase_history
from sprints.ledger.triggers import MESSAGE, TABLES, check_triggers, drop_triggers, missing_triggers, unlocked_ledger
from sprints.models import Commitment, CommittedPerson, CommittedStory, LedgerEvent, Sprint
from teams.models import Activity
from tests.factories import NOW, make_running_sprint, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db
CHANGES = [
    (LedgerEvent, "reason", "Another"),
    (Commitment, "goal", "Another"),
    (CommittedStory, "title", "Another"),
    (CommittedPerson, "roles", ["another"]),
]
COLUMNS = {
    "sprints_ledgerevent": "points = 99",
    "sprints_commitment": "goal = 'Another'",
    "sprints_committedstory": "points = 99",
    "sprints_committedperson": "available_days = 99",
}


def refused():
    return pytest.raises(DatabaseError, match=MESSAGE)


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def sprint():
    return make_running_sprint(make_team(), goal="See alarms")


def test_every_table_of_history_is_tried():
    assert {model._meta.db_table for model, *_ in CHANGES} == set(TABLES) == set(COLUMNS)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {change}", "DELETE FROM {table}"])
def test_raw_sql_cannot_change_or_delete_a_row(sprint, table, statement):
    before = rows(table)
    assert before
    with refused():
        run(statement.format(table=table, change=COLUMNS[table]))
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_cannot_put_another_row_in_the_place_of_one(sprint, table):
    before = rows(table)
    if connection.vendor == "postgresql":
        sql = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET {COLUMNS[table]}"
    else:
        sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with refused():
        run(sql)
    assert rows(table) == before


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_a_commitment_cannot_be_replaced_under_another_key(sprint):
    columns = [field.column for field in Commitment._meta.concrete_fields if not field.primary_key]
    sql = f"INSERT OR REPLACE INTO sprints_commitment ({', '.join(columns)}) SELECT {', '.join(columns)}"
    with refused():
        run(f"{sql} FROM sprints_commitment")
    assert Commitment.objects.get(sprint=sprint).goal == "See alarms"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_raw_sql_cannot_truncate(sprint, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for the test's own pending checks
    with refused():
        run(f"TRUNCATE {table} CASCADE")
    assert rows(table)


@pytest.mark.parametrize(("model", "field", "value"), CHANGES)
def test_the_models_cannot_change_or_delete_a_row_either(sprint, model, field, value):
    row = model.objects.first()
    setattr(row, field, value)
    with refused(), transaction.atomic():
        row.save()
    for attempt in (row.delete, model.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert getattr(model.objects.get(pk=row.pk), field) != value


def test_rows_can_still_be_added(sprint):
    before = LedgerEvent.objects.count()
    append_history(sprint=sprint, events=[], actor=None)
    LedgerEvent.objects.create(sprint=sprint, kind=EventKind.ADDED, at=NOW)
    assert LedgerEvent.objects.count() == before + 1


def test_erasing_history_takes_one_sprint_and_says_so_in_the_diary(sprint):
    team, other = sprint.team, make_running_sprint(make_team("Atlas"))
    erase_history(
        sprints=[sprint], organisation=team.organisation, actor=owner_of(team), reason="Import undone", now=NOW
    )
    assert not Sprint.objects.filter(pk=sprint.pk).exists()
    assert other.ledger.exists()
    entry = Activity.objects.get(verb="erased history")
    assert (entry.actor, entry.changes["reason"]) == (owner_of(team), "Import undone")
    assert entry.changes["sprints"] == ["Sprint 1"]
    with refused():
        run("DELETE FROM sprints_ledgerevent")


def test_an_erasure_that_fails_half_way_leaves_everything_locked(sprint):
    before = rows("sprints_ledgerevent")

    def fail_half_way():
        with unlocked_ledger():
            LedgerEvent.objects.all().delete()
            raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        fail_half_way()
    assert missing_triggers() == []
    assert rows("sprints_ledgerevent") == before


def _rebuild_ledger_table():
    """What an ordinary migration does: SQLite makes a new table, copies the rows and forgets the triggers."""
    old = LedgerEvent._meta.get_field("reason")
    new = models.CharField(max_length=old.max_length + 1, blank=True)
    new.set_attributes_from_name("reason")
    new.model = LedgerEvent
    with connection.schema_editor() as editor:
        editor.alter_field(LedgerEvent, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(LedgerEvent, new, old)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_drops_the_triggers_is_noticed_and_mended():
    make_running_sprint(make_team(), stories=None)
    if connection.vendor == "sqlite":
        _rebuild_ledger_table()
    else:
        drop_triggers()
    assert "sprints_ledgerevent_no_update" in missing_triggers()
    assert [problem.id for problem in check_triggers(databases=["default"])] == ["sprints.E001"]
    with pytest.raises(SystemCheckError, match=r"sprints\.E001"):
        call_command("check", databases=["default"])

    call_command("migrate", "sprints", verbosity=0)

    assert missing_triggers() == []
    assert check_triggers(databases=["default"]) == []
    for statement in ("UPDATE sprints_ledgerevent SET points = 99", "DELETE FROM sprints_ledgerevent"):
        with refused():
            run(statement)


@pytest.mark.django_db(transaction=True)
def test_a_migration_on_sqlite_does_drop_them_or_this_guard_would_not_be_needed():
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite rebuilds tables.")
    make_story(make_team())
    _rebuild_ledger_table()
    assert {name for name in missing_triggers() if name.startswith("sprints_ledgerevent")} == {
        f"sprints_ledgerevent_no_{verb}" for verb in ("update", "delete", "replace")
    }
