import pytest
from django.test import Client
from django.urls import reverse

from scrum.demo.reading import backlog_lines, criterion, fate, sprint_lines
from teams.models import Organisation, Team, User
from tests.factories import make_running_sprint, make_team, make_user, owner_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user, **extra) -> Client:
    client = Client(**extra)
    client.force_login(user, backend=BACKEND)
    return client


def test_a_new_person_is_led_to_the_first_team_and_lands_on_its_first_steps():
    client = client_of(make_user("Nora New"))
    assert client.get("/").url == reverse("scrum:start")
    form = {"organisation": "Heartworks", "name": "Pulse", "time_zone": "Europe/Berlin", "sprint_days": 14}
    landing = client.post(reverse("scrum:start"), form, follow=True)
    page = landing.content.decode()
    assert "Four steps and your first sprint can start." in page
    assert reverse("stories:new_story", kwargs=Team.objects.get().url_kwargs) in page
    assert Team.objects.get().time_zone == "Europe/Berlin"


def test_who_signs_up_is_called_by_name_from_the_first_page_on():
    client = Client()
    account = {"name": "  Nora   New ", "email": "Nora@pulse.example", "password1": "nine quiet monitors"}
    landing = client.post(reverse("account_signup"), account, follow=True)
    assert landing.redirect_chain[-1][0] == reverse("scrum:start")
    assert User.objects.get(email="nora@pulse.example").name == "Nora New"


def test_sign_up_without_a_name_makes_no_account():
    account = {"name": "  ", "email": "nora@pulse.example", "password1": "nine quiet monitors"}
    answer = Client().post(reverse("account_signup"), account)
    assert "Type how colleagues call you." in answer.content.decode()
    assert not User.objects.exists()


def test_a_start_without_a_name_keeps_what_was_typed_and_creates_nothing():
    client = client_of(make_user())
    answer = client.post(reverse("scrum:start"), {"organisation": "Heartworks", "name": "", "sprint_days": 14})
    assert answer.status_code == 422
    assert 'value="Heartworks"' in answer.content.decode()
    assert not Organisation.objects.exists()


def test_today_shows_the_running_sprint():
    sprint = make_running_sprint(make_team(), goal="See every alarm")
    page = client_of(owner_of(sprint.team)).get(reverse("scrum:today", kwargs=sprint.team.url_kwargs))
    assert "See every alarm" in page.content.decode()


@pytest.mark.parametrize(
    ("demo", "extra", "status"),
    [
        (True, {"REMOTE_ADDR": "127.0.0.1"}, 302),
        (True, {"REMOTE_ADDR": "10.0.0.7"}, 404),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        (False, {"REMOTE_ADDR": "127.0.0.1"}, 404),
    ],
)
def test_one_click_sign_in_works_in_demo_mode_from_this_machine_only(settings, demo, extra, status):
    settings.DEMO = demo
    maren = make_user("Maren Holt", email="maren@pulse.example")
    answer = Client(**extra).post(reverse("scrum:demo_sign_in", kwargs={"pk": maren.pk}))
    assert answer.status_code == status


def test_one_click_sign_in_offers_nobody_else(settings):
    settings.DEMO = True
    other = make_user("Somebody Else")
    answer = Client(REMOTE_ADDR="127.0.0.1").post(reverse("scrum:demo_sign_in", kwargs={"pk": other.pk}))
    assert answer.status_code == 404


def test_demo_lines_say_what_they_mean():
    line = sprint_lines("5|nurse|Title|want|why|+3 r4:8 n d2|Because")[0]
    happens = fate(line.codes)
    assert (line.reason, happens.added, happens.re_estimated, happens.carried_to) == ("Because", 3, (4, "8"), "next")
    assert fate(happens.goes_on).done == 2
    waiting = backlog_lines("?|bug|Title||||ui, net|16|One;Given a > when b > then c")[0]
    assert (waiting.kind, waiting.labels, waiting.age_days) == ("bug", ("ui", "net"), 16)
    assert criterion(waiting.criteria[1]) == {"given": "a", "when": "b", "then": "c"}
