"""Everybody is told once, where they want to hear of it (INT-6)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from stories.comments.services import edit_comment, write_comment
from teams.models import Letter, Notification
from teams.notifications.rules import MOST_TRIES, Kind, Wish
from teams.notifications.services import sending
from teams.notifications.services.choosing import choose_digest, choose_notifications
from teams.notifications.services.telling import forget_notifications, mark_read, notify
from tests.factories import NOW, make_member, make_story, make_team, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def team():
    return make_team(time_zone="Europe/Berlin")


@pytest.fixture
def person(team):
    return make_member(team, name="Ines Duarte")


def tell(person, key="one", **more):
    return notify(kind=Kind.NEEDED, key=key, people=[person], title="Somebody needs you", now=NOW, **more)


def at_once(person):
    choose_digest(user=person, has_digest=False, digest_at=time(8, 30), now=NOW)


def test_the_same_event_is_told_once_and_only_to_those_who_do_not_know(team, person):
    other = owner_of(team)
    assert tell(person) == [person]
    assert notify(kind=Kind.NEEDED, key="one", people=[person, other, other], title="x", now=NOW) == [other]
    assert Notification.objects.filter(key="one").count() == 2


def test_a_mention_tells_whom_it_names_and_an_edit_tells_nobody_twice(team, person):
    comment = write_comment(story=make_story(team), text="@Ines Duarte, a date?", author=owner_of(team), now=NOW)
    edit_comment(comment=comment, text="@Ines Duarte, a date please?", actor=owner_of(team), now=NOW)
    told = person.notifications.get()
    assert (told.title, told.text) == (f"Olga Owner mentioned you on {comment.story.key}", "@Ines Duarte, a date?")


def test_whoever_mentions_themselves_is_not_told(team, person):
    write_comment(story=make_story(team), text="@Ines Duarte", author=person, now=NOW)
    assert not person.notifications.exists()


def test_what_is_switched_off_is_not_shown_and_does_not_come_back(person):
    choose_notifications(user=person, wishes={Kind.NEEDED: Wish(here=False, mail=False)})
    tell(person)
    choose_notifications(user=person, wishes={Kind.NEEDED: Wish(here=True, mail=True)})
    assert tell(person) == []
    assert not person.notifications.filter(is_here=True).exists()
    assert not person.letters.exists()


def test_a_person_whose_account_is_closed_is_told_nothing(person):
    person.is_active = False
    person.save()
    assert tell(person) == []


def test_a_letter_leaves_once_under_a_lasting_name(person, team):
    at_once(person)
    tell(person, team=team, address="/t/x/")
    assert sending.send_due_letters(now=NOW) == 1
    assert sending.send_due_letters(now=NOW + timedelta(hours=1)) == 0
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "/t/x/" in letter.body
    assert letter.subject == "Truepace: Somebody needs you"
    assert letter.extra_headers["Message-ID"].endswith("@truepace.invalid>")


def test_nobody_sends_what_another_worker_has_in_hand_until_its_lease_is_over(person):
    at_once(person)
    tell(person)
    Letter.objects.update(lease_until=NOW + timedelta(minutes=1))
    assert sending.send_due_letters(now=NOW) == 0
    assert sending.send_due_letters(now=NOW + timedelta(minutes=2)) == 1


def test_a_letter_that_nobody_takes_is_offered_again_and_given_up_in_the_end(person, settings):
    at_once(person)
    tell(person)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    now, tries = NOW, 0
    while Letter.objects.filter(given_up_at=None).exists():
        assert sending.send_due_letters(now=now) == 0
        now, tries = Letter.objects.get().due_at + timedelta(seconds=1), tries + 1
    assert (tries, Letter.objects.get().tries) == (MOST_TRIES, MOST_TRIES)


def test_the_daily_letter_leaves_at_its_time_on_working_days_and_holds_everything(person):
    tell(person, "one")
    tell(person, "two")
    monday = datetime(2026, 11, 2, 7, 29, tzinfo=UTC)  # 08:29 in Berlin
    assert sending.write_digests(now=monday) == 0
    assert sending.write_digests(now=monday - timedelta(days=1) + timedelta(hours=3)) == 0  # a Sunday
    assert sending.write_digests(now=monday + timedelta(minutes=1)) == 1
    assert sending.write_digests(now=monday + timedelta(minutes=2)) == 0
    assert (person.letters.get().subject, person.letters.get().text.count("Somebody needs you")) == (
        "2 things for you",
        2,
    )


def test_what_comes_after_the_daily_letter_waits_for_the_next_day(person):
    tell(person, "one")
    monday = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    sending.write_digests(now=monday)
    tell(person, "two")
    assert sending.write_digests(now=monday + timedelta(hours=1)) == 0
    assert sending.write_digests(now=monday + timedelta(days=1)) == 1


def test_on_the_day_of_the_change_of_clocks_the_daily_letter_leaves_once(person, team):
    team.working_days = list(range(7))
    team.save()
    tell(person)
    choose_digest(user=person, has_digest=True, digest_at=time(8, 30), now=NOW)
    change = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)  # 25 hours long in Berlin
    left = [sending.write_digests(now=change + timedelta(minutes=15 * step)) for step in range(96)]
    assert sum(left) == 1
    assert left.index(1) == 30


def test_whoever_gives_up_the_daily_letter_gets_what_waited_for_it(person):
    tell(person)
    at_once(person)
    assert person.letters.count() == 1
    assert not person.notifications.filter(awaits_digest=True).exists()


def test_reading_is_kept_and_only_what_was_read_is_forgotten(person):
    tell(person, "one")
    tell(person, "two")
    assert mark_read(user=person, now=NOW, notification=person.notifications.get(key="one")) == 1
    assert forget_notifications(now=NOW + timedelta(days=91)) == 1
    assert person.notifications.get().key == "two"


def test_the_page_shows_what_is_new_and_reading_leads_to_it(person, team):
    tell(person, team=team, address=reverse("scrum:today", kwargs=team.url_kwargs))
    client = Client()
    client.force_login(person, backend=BACKEND)
    assert "1 new" in client.get(reverse("teams:notifications")).content.decode()
    assert client.get(reverse("teams:bell")).json()["unread"] == 1
    answer = client.post(reverse("teams:read_notification", args=[person.notifications.get().pk]))
    assert answer["Location"] == reverse("scrum:today", kwargs=team.url_kwargs)
    assert client.get(reverse("teams:bell")).json()["unread"] == 0


def test_an_odd_time_of_the_daily_letter_is_refused_and_nothing_changes(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    answer = client.post(reverse("teams:choose_notifications"), {"digest_at": "25:00"})
    assert answer.status_code == 400
    assert "07:30" in answer.content.decode()
    assert not person.notification_choices.exists()


def test_programs_read_what_was_told_and_change_what_is(person):
    tell(person)
    client = Client()
    client.force_login(person, backend=BACKEND)
    (told,) = client.get("/api/v1/notifications/").json()["results"]
    assert client.post(f"/api/v1/notifications/{told['id']}/read/").json()["read_at"]
    chosen = {"choices": [{"kind": "needed", "here": False, "mail": True}], "digest_at": "12:00"}
    answer = client.post("/api/v1/notification-choices/", chosen, content_type="application/json").json()
    assert answer["choices"][0] == chosen["choices"][0]
    assert answer["digest_at"] == "12:00"
    assert (
        client.post("/api/v1/notification-choices/", {"digest_at": "3"}, content_type="application/json").status_code
        == 400
    )
