"""The pages of rules and alerts: problems at their place, nothing typed is lost, services do what is done."""

import pytest
from django.urls import reverse

from telemetry_demo.alerting.following import catch_up
from telemetry_demo.alerting.models import Alert, AlertRule
from telemetry_demo.alerting.trying import carry_out
from tests.factories import owner_of
from tests.telemetry_demo.alerting.world import FAST, NOW, a_team, beats, commit, live_rule, second

pytestmark = pytest.mark.django_db(databases=["default", "telemetry"])
FAST_BEATS = (70, *[130] * 7, 60, 60, 60, 60)


@pytest.fixture
def team(client):
    made = a_team()
    client.force_login(owner_of(made), backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def address(team, name, **kwargs):
    slugs = {"organisation_slug": team.organisation.slug, "team_slug": team.slug}
    return reverse(f"telemetry_alerting:{name}", kwargs=slugs | kwargs)


def test_what_is_wrong_is_marked_while_typing_and_put_right_by_one_press(client, team):
    rule = live_rule(team)
    sent = {"text": 'when mean(spo, 5 min) < 92\nthen alert "low"'}
    check = address(team, "check_rule", pk=rule.pk)
    fragment = client.post(check, sent, headers={"HX-Request": "true"}).content.decode()
    assert "<mark>spo</mark>" in fragment
    assert "Line 1, column 11" in fragment
    assert "<!doctype" not in fragment.lower()
    mended = client.post(check, sent | {"mend": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "mean(spo2, 5 min)" in mended
    assert "Rings “low” when the mean spo2 of 5 min is below 92 %." in mended
    page = client.post(check, sent | {"mend": "0"})  # without scripts it is the whole page
    assert "mean(spo2, 5 min)" in page.content.decode()
    assert "Changed, not kept yet" in page.content.decode()
    assert rule.versions.count() == 1


def test_a_text_that_cannot_be_kept_stands_on_the_page_again(client, team):
    rule = live_rule(team)
    save = address(team, "save_rule", pk=rule.pk)
    assert client.post(save, {"text": "mine", "seen": "1.1"}).status_code == 302
    late = client.post(save, {"text": "what I have typed", "seen": "1.1"})
    assert late.status_code == 409
    assert "what I have typed" in late.content.decode()
    assert "Somebody else has saved" in late.content.decode()
    broken = client.post(address(team, "try_rule", pk=rule.pk), {"text": "when <b>", "seen": "2.1", "days": "7"})
    assert broken.status_code == 400
    assert "when &lt;b&gt;" in broken.content.decode()
    assert rule.versions.first().text == "when <b>"  # kept as a draft, though it is no rule


def test_a_rule_is_written_tried_looked_at_and_made_live(client, team):
    commit(*beats(*FAST_BEATS), part="a")
    client.post(address(team, "new_rule"), {"name": "Fast"})
    rule = AlertRule.objects.get()
    sent = {"text": FAST.replace(" then", "\r\nthen"), "seen": "1.1", "days": "1"}
    refused = client.post(address(team, "make_rule_live", pk=rule.pk), sent)
    assert refused.status_code == 409
    client.post(address(team, "try_rule", pk=rule.pk), sent)
    tried = rule.versions.get().tries.get()
    waiting = client.get(address(team, "rule_try", pk=rule.pk)).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    carry_out(tried.pk)
    done = client.get(address(team, "rule_try", pk=rule.pk)).content.decode()  # headline and button come with it
    assert done.count('hx-swap-oob="true"') == 2
    assert "<b>1 time</b>" in done
    assert client.get(address(team, "try_figure", pk=rule.pk, tried=tried.pk)).json()["data"][0]["y"] == [0, 1]
    page = client.get(address(team, "rule", pk=rule.pk)).content.decode()
    assert "It would have rung <b>1 time</b> in 1 day" in page
    found = client.get(address(team, "found_alert", pk=rule.pk, tried=tried.pk, number=0)).content.decode()
    assert "Heart rate (bpm)" in found
    assert client.get(address(team, "found_alert", pk=rule.pk, tried=tried.pk, number=1)).status_code == 404
    assert client.post(address(team, "make_rule_live", pk=rule.pk), sent).status_code == 302
    assert rule.versions.get().live_from is not None


def test_alerts_are_listed_by_what_was_said_of_them_with_an_undo(client, team):
    live_rule(team)
    commit(*beats(*FAST_BEATS), part="a")
    catch_up(now=NOW)
    alert = Alert.objects.get(began=second(20))
    listed = address(team, "alerts")
    assert "fast" in client.get(listed).content.decode()
    seen = client.post(address(team, "see_alert", pk=alert.pk), {"verdict": "false", "show": "open"}, follow=True)
    assert f"{address(team, 'unsee_alert', pk=alert.pk)}" in seen.content.decode()
    assert "Nobody has to look at anything" in seen.content.decode()
    assert "False alarm, says Olga" in client.get(listed, {"show": "false"}).content.decode()
    client.post(address(team, "unsee_alert", pk=alert.pk))
    assert Alert.objects.get(pk=alert.pk).seen_at is None
    assert client.post(address(team, "see_alert", pk=alert.pk), {"verdict": "maybe"}).status_code == 400
    assert client.get(listed, {"show": "nonsense", "page": "99999"}).status_code == 200
