"""A limit lets through as many tries as it says, however they come (BAR A2, T1)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import TooMany
from teams.limits.rules import CODE, LIMITS, LOG_IN, MINUTE, Limit
from teams.limits.services import forget_full_buckets, put_back, take_try
from teams.models import Bucket
from tests.at_once import at_once
from tests.factories import NOW
from tests.in_processes import in_processes

DOCS = Path(__file__).parents[3] / "docs" / "limits.md"


def tries(limit, number, *who, now=NOW) -> int:
    """How many of so many tries were let through."""
    passed = 0
    for _ in range(number):
        try:
            take_try(limit, *who, now=now)
        except TooMany:
            continue
        passed += 1
    return passed


@pytest.mark.django_db
@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_full_bucket_holds_what_the_table_says(limit):
    assert tries(limit, limit.size + 5, "ada") == limit.size


@pytest.mark.django_db
def test_it_refills_evenly_and_never_above_its_size():
    tries(LOG_IN, 10, "ada")
    assert tries(LOG_IN, 5, "ada", now=NOW + timedelta(seconds=181)) == 2
    assert tries(LOG_IN, 50, "ada", now=NOW + timedelta(days=3)) == LOG_IN.size


@pytest.mark.django_db
def test_a_refusal_says_when_to_come_back_and_then_lets_one_through():
    tries(LOG_IN, 10, "ada")
    with pytest.raises(TooMany) as refusal:
        take_try(LOG_IN, "ada", now=NOW)
    assert refusal.value.seconds == 90
    assert tries(LOG_IN, 2, "ada", now=NOW + timedelta(seconds=90)) == 1


@pytest.mark.django_db
def test_who_was_locked_out_is_in_again_within_fifteen_minutes():
    guards = [limit for limit in LIMITS if "log-in" in limit.name or "reset" in limit.name or limit == CODE]
    assert all(limit.pace <= 15 * MINUTE for limit in guards)
    tries(LOG_IN, 500, "ada")
    assert tries(LOG_IN, 20, "ada", now=NOW + timedelta(minutes=15)) == LOG_IN.size


@pytest.mark.django_db
def test_buckets_of_two_people_and_of_two_limits_are_apart_and_case_is_not():
    tries(LOG_IN, 10, "ada@example.org", "10.0.0.1")
    assert tries(LOG_IN, 1, " ADA@example.org", "10.0.0.1") == 0
    assert tries(LOG_IN, 1, "ada@example.org", "10.0.0.2") == 1
    assert tries(CODE, 1, "ada@example.org", "10.0.0.1") == 1


@pytest.mark.django_db
def test_a_try_that_was_right_is_put_back():
    tries(LOG_IN, 10, "ada")
    put_back(LOG_IN, "ada")
    assert tries(LOG_IN, 5, "ada") == 1


@pytest.mark.django_db
def test_full_buckets_are_forgotten_and_others_stay():
    tries(LOG_IN, 1, "ada")
    tries(LOG_IN, 10, "bob")
    assert forget_full_buckets(now=NOW + timedelta(minutes=5)) == 1
    assert Bucket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_200_wrong_passwords_in_four_processes_are_ten_tries():
    assert sum(in_processes(4, lambda: tries(LOG_IN, 50, "ada"))) == LOG_IN.size
    assert tries(LOG_IN, 1, "bob") == 1


@pytest.mark.django_db(transaction=True)
def test_no_try_slips_through_between_others():
    limit = Limit("probe", 7, 600.0, "person")
    answers = at_once(*[lambda: tries(limit, 6, "ada")] * 12)
    assert sum(answers) == limit.size


def test_the_published_table_is_the_one_that_is_kept():
    rows = re.findall(
        r"^\| ([^|]+) \| (\d+) \| ([\d.]+) min \| ([^|]+) \| (failures|every try) \|$", DOCS.read_text(), re.M
    )
    kept = [
        (
            limit.name,
            str(limit.size),
            f"{limit.seconds / MINUTE:g}",
            limit.per,
            "failures" if limit.failures else "every try",
        )
        for limit in LIMITS
    ]
    assert sorted(rows) == sorted(kept)
