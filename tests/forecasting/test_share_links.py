"""Share links: a secret shown once, that ends, can be withdrawn, and may ask for a password (VEL-5, BAR L1–L3)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.errors import Conflict, Invalid
from forecasting.models import ShareLink
from forecasting.sharing import rules
from forecasting.sharing.services import note_opening, share_report, withdraw_link, write_openings
from teams.limits.rules import SHARE_LINK, SHARE_PASSWORD, SHARE_PASSWORD_FROM
from teams.models import Activity, Bucket
from tests.factories import NOW, make_member, make_team, owner_of
from tests.forecasting.sharing import make_link, text
from tests.forecasting.world import make_team_with_past

pytestmark = pytest.mark.django_db

PASSWORD = "open sesame"


@pytest.fixture
def team():
    return make_team()


def page_of(team, page="shared/"):
    return f"/t/{team.organisation.slug}/{team.slug}/{page}"


def make(client, team, **fields):
    client.force_login(owner_of(team))
    return client.post(page_of(team), {"name": "Steering group", "days": "30", "once": "1", **fields})


def test_the_secret_is_long_shown_once_and_kept_nowhere(client, team):
    answer = make(client, team)
    address = answer.context["address"]
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert len(token) >= 43
    assert str(address) in text(answer)
    assert repr(address) == "***"
    kept = str(ShareLink.objects.values().get()) + str([*Activity.objects.values()])
    assert token not in kept
    assert token not in text(client.get(page_of(team)))
    assert Client().get(address).status_code == 200


def test_a_form_that_is_sent_again_makes_no_second_link(client, team):
    make(client, team)
    assert make(client, team).status_code == 302
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "  "}, "This field is required."),
        ({"password": "short"}, "The password has 5 characters. Use 8 to 128, or leave it empty."),
        ({"days": "4000"}, "Select a valid choice."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(client, team, fields, said):
    answer = make(client, team, **fields)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{fields.get("name", "Steering group").strip()}"' in text(answer) or fields.get("name")
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_an_end_in_the_past_or_too_far_ahead_is_refused(team, days):
    with pytest.raises(Invalid):
        make_link(team, days=days)


def test_a_team_has_so_many_links_and_no_more(team, monkeypatch):
    monkeypatch.setattr(rules, "MOST_PER_TEAM", 1)
    link, _ = make_link(team)
    with pytest.raises(Conflict):
        make_link(team)
    withdraw_link(link=link, actor=owner_of(team), now=timezone.now())
    make_link(team)


def test_unknown_withdrawn_and_ended_links_answer_alike(client, team):
    link, withdrawn = make_link(team)
    assert client.get(withdrawn).status_code == 200  # and is cached now
    withdraw_link(link=link, actor=owner_of(team), now=timezone.now())
    _, ended = make_link(team, days=1, now=timezone.now() - timedelta(days=2))
    answers = [client.get(address) for address in (withdrawn, ended, "/r/never-was/")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1
    assert all(answer["X-Robots-Tag"] == "noindex, nofollow" for answer in answers)


def test_nobody_keeps_finds_or_passes_on_what_a_link_opens(client):
    _, address = make_link(make_team_with_past())
    for page in (address, f"{address}velocity.csv"):
        answer = client.get(page)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


def test_openings_are_counted_without_saying_by_whom(client, team):
    link, address = make_link(team)
    for visitor in (client, Client(), Client()):
        visitor.get(address)
    Client().head(address)
    write_openings(now=timezone.now())
    link.refresh_from_db()
    assert link.opened == 3
    assert not Activity.objects.exclude(actor=owner_of(team)).exists()
    client.force_login(owner_of(team))
    assert "Opened 3 times." in text(client.get(page_of(team)))


def test_a_password_is_asked_for_before_anything_is_told(client):
    team = make_team_with_past()
    link, address = make_link(team, password=PASSWORD)
    asked = client.get(address)
    assert "This report has a password" in text(asked)
    assert team.name not in text(asked)
    assert asked["Referrer-Policy"] == "same-origin"  # with none, browsers send the form from an unknown origin
    assert client.get(f"{address}velocity.csv")["Location"] == address
    wrong = client.post(f"{address}password/", {"password": "open sesam"})
    assert wrong.status_code == 422
    assert "This is not the password." in text(wrong)
    link.refresh_from_db()
    assert link.opened == 0
    assert PASSWORD not in link.password
    assert client.post(f"{address}password/", {"password": PASSWORD})["Location"] == address
    assert "A usual sprint brings" in text(client.get(address))
    assert "This report has a password" in text(Client().get(address))


def test_the_key_to_one_link_opens_no_other(client):
    team = make_team_with_past()
    _, first = make_link(team, password=PASSWORD)
    other, second = make_link(team, password=PASSWORD)
    client.post(f"{first}password/", {"password": PASSWORD})
    client.cookies[f"report-{other.pk}"] = next(iter(client.cookies.values())).value
    assert "This report has a password" in text(client.get(second))


def test_guessing_a_password_ends_before_it_is_hashed_and_not_for_others(client, team, monkeypatch):
    hashed = []
    monkeypatch.setattr("forecasting.sharing.door.check_password", lambda typed, kept: hashed.append(typed))
    _, address = make_link(team, password=PASSWORD)
    codes = [client.post(f"{address}password/", {"password": "guess"}).status_code for _ in range(14)]
    assert codes == [422] * SHARE_PASSWORD.size + [429] * 4
    assert len(hashed) == SHARE_PASSWORD.size
    elsewhere = client.post(f"{address}password/", {"password": "guess"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 422


def test_guessing_addresses_is_limited_and_shuts_nobody_out(client, team):
    _, address = make_link(team)
    codes = [client.get(f"/r/guess-{n}/").status_code for n in range(SHARE_LINK.size + 2)]
    assert codes == [404] * SHARE_LINK.size + [429] * 2
    assert client.get(address).status_code == 200
    assert Bucket.objects.count() == 1


def test_a_right_password_costs_no_try(client, team):
    _, address = make_link(team, password=PASSWORD)
    codes = {client.post(f"{address}password/", {"password": PASSWORD}).status_code for _ in range(12)}
    assert codes == {302}


def test_who_withdraws_is_in_the_diary_and_a_second_time_changes_nothing(client, team):
    link, _ = make_link(team)
    client.force_login(owner_of(team))
    for _ in range(2):
        client.post(page_of(team, f"shared/{link.pk}/withdraw/"))
    assert Activity.objects.filter(verb="withdrew a share link", actor=owner_of(team)).count() == 1
    assert "Withdrawn" in text(client.get(page_of(team)))


def test_only_those_who_may_share_are_offered_it(client):
    team = make_team_with_past()
    client.force_login(owner_of(team))
    assert page_of(team) in text(client.get(page_of(team, "velocity/")))
    client.force_login(make_member(team))
    assert page_of(team) not in text(client.get(page_of(team, "velocity/")))


def test_a_program_makes_lists_and_withdraws_links(client, team):
    client.force_login(owner_of(team))
    made = client.post("/api/v1/share-links/", {"team": team.pk, "name": "Council"}, "application/json").json()
    assert Client().get(made["address"]).status_code == 200
    listed = client.get("/api/v1/share-links/").json()["results"]
    assert [(one["name"], one["opened"], "address" in one) for one in listed] == [("Council", 1, False)]
    assert client.delete(f"/api/v1/share-links/{made['id']}/").status_code == 204
    assert Client().get(made["address"]).status_code == 404


def test_a_link_of_another_team_is_not_withdrawn_from_here(client, team):
    other = make_team("Atlas")
    link, _ = make_link(other)
    client.force_login(owner_of(team))
    assert client.post(page_of(team, f"shared/{link.pk}/withdraw/")).status_code == 404


def test_links_of_the_same_moment_differ(team):
    tokens = {
        share_report(team=team, name="x", expires_at=NOW + rules.USUAL, actor=owner_of(team), now=NOW)[1]
        for _ in range(5)
    }
    assert len(tokens) == 5


def test_no_secret_is_in_the_log(client, team, caplog, capfd):
    _, address = make_link(team, password=PASSWORD)
    token = address.split("/")[2]
    with caplog.at_level("DEBUG"):
        client.get(address)
        client.post(f"{address}password/", {"password": PASSWORD})
        client.get(f"{address}report.pdf")
        for typed_wrong in (f"{address}nothing/", address.rstrip("/"), f"/decide/{token}", f"/decide/{token}/x"):
            client.get(typed_wrong)
    told = caplog.text + "".join(capfd.readouterr())
    assert "/r/<str:token>/" in told
    assert token not in told
    assert PASSWORD not in told


def test_many_openings_are_written_together_and_none_is_lost_meanwhile(team, django_assert_num_queries):
    link, _ = make_link(team)
    now = timezone.now()
    note_opening(link=link, now=now)
    with django_assert_num_queries(0):
        for second in range(10):
            note_opening(link=link, now=now + timedelta(seconds=second))
    with django_assert_num_queries(1):
        note_opening(link=link, now=now + timedelta(seconds=10))
    link.refresh_from_db()
    assert link.opened == 12


def test_answers_that_no_view_has_made_are_private_too(client, team):
    _, address = make_link(team, password=PASSWORD)
    wrong = Client(enforce_csrf_checks=True)
    answers = [
        client.put(address),
        client.get(f"{address}password/"),
        client.get(f"{address}no-such-page/"),
        client.get("/decide/never-was/"),
        wrong.post(f"{address}password/", {"password": PASSWORD}),
    ]
    assert [answer.status_code for answer in answers] == [405, 405, 404, 404, 403]
    for answer in answers:
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"


def test_invented_addresses_do_not_fill_the_counts(client):
    codes = [client.post(f"/r/guess-{n}/password/", {"password": "x"}).status_code for n in range(34)]
    assert codes.count(404) + codes.count(429) == 34
    assert codes[-1] == 429
    assert Bucket.objects.count() <= 2 + 2 * SHARE_PASSWORD_FROM.size


def test_a_password_is_not_kept_as_a_draft(client, team):
    client.force_login(owner_of(team))
    page = text(client.get(page_of(team)))
    assert "data-no-draft" in page.split('name="password"')[1].split(">")[0]
    assert f'data-draft="new-share-link-{team.pk}"' in page
