"""A stakeholder without an account decides by a personal link that a letter has brought (VEL-4)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from forecasting.deciding.rules import HOLDS
from forecasting.models import Ballot, Stakeholder, Verdict
from forecasting.releases.decisions.services import ask_decision, close_decision
from forecasting.releases.services import create_release, edit_release
from forecasting.sharing.services import withdraw_link
from stories.models import Epic
from teams.limits.rules import LETTER
from teams.models import Activity
from tests.factories import make_story, owner_of
from tests.forecasting.sharing import make_link, text
from tests.forecasting.world import make_team_with_past

pytestmark = pytest.mark.django_db

EMAIL = "h.vogel@kardio-nord.example"


class Asked:
    """A release of a team with a past, a question about it, and a link whose readers may decide."""

    def __init__(self):
        now = timezone.now()
        self.team = make_team_with_past()
        self.owner = owner_of(self.team)
        epic = Epic.objects.create(team=self.team, name="Night")
        for points in (5, 8, 13):
            make_story(self.team, points=points, epic=epic)
        target = now.date() + timedelta(weeks=12)
        self.release = create_release(
            team=self.team, name="Release 2.4", epics=[epic], target_date=target, actor=self.owner, now=now
        )
        self.question = ask_decision(
            release=self.release, question="Shall we keep the date?", actor=self.owner, now=now,
            target_date=target + timedelta(weeks=4),
        )  # fmt: skip
        self.link, self.address = make_link(self.team, release=self.release, lets_decide=True)
        self.ask = f"{self.address}decide/{self.question.pk}/"

    def letter(self, client, *, name="Hanna Vogel", email=EMAIL):
        """Asks for a letter; the personal link in it."""
        assert client.post(self.ask, {"name": name, "email": email}).status_code == 200
        return re.search(r"http://testserver(/decide/\S+/)", mail.outbox[-1].body)[1]


@pytest.fixture
def asked():
    return Asked()


def decide(client, link, **fields):
    seen = re.search(r'name="seen" value="(\w+)"', text(client.get(link)))[1]
    return client.post(link, {"choice": "move_date", "reason": "The congress is in May", "seen": seen, **fields})


def test_the_report_says_what_is_asked_and_when_it_is_likely_done(client, asked):
    said = text(client.get(asked.address))
    assert "Release 2.4 is <b" in said
    assert "Shall we keep the date?" in said
    assert f'href="decide/{asked.question.pk}/"' in said
    assert said.index("Shall we keep") < said.index("figure-release")


def test_a_letter_brings_a_link_and_the_verdict_is_kept_with_the_forecast_as_seen(client, asked):
    link = asked.letter(client)
    assert mail.outbox[-1].to == [EMAIL]
    page = text(client.get(link))
    assert "Move the date" in page
    assert page.count("likely</em>") == 2  # of keeping the date and of the proposed one
    answer = decide(client, link)
    assert "Thank you, Hanna Vogel" in text(answer)
    verdict = Verdict.objects.get()
    assert (verdict.choice, verdict.reason) == ("move_date", "The congress is in May")
    assert (verdict.stakeholder.name, verdict.stakeholder.email) == ("Hanna Vogel", EMAIL)
    assert verdict.stakeholder.confirmed_at
    assert verdict.forecast.said["by_target"] == pytest.approx(verdict.forecast.said["by_target"])
    assert Activity.objects.filter(verb="decided", actor=None, team=asked.team).exists()


def test_a_personal_link_works_once_and_looking_uses_nothing_up(client, asked):
    link = asked.letter(client)
    for _ in range(3):
        assert client.get(link).status_code == 200
    decide(client, link)
    assert client.get(link).status_code == 404
    assert client.post(link, {"choice": "go", "reason": "x", "seen": "x"}).status_code == 404
    assert Verdict.objects.count() == 1


def test_a_change_of_mind_takes_another_letter_and_the_first_verdict_stays(client, asked):
    decide(client, asked.letter(client))
    decide(client, asked.letter(client), choice="go")
    assert [verdict.choice for verdict in Verdict.objects.all()] == ["move_date", "go"]
    assert Stakeholder.objects.count() == 1


def test_another_name_later_changes_no_verdict(client, asked):
    decide(client, asked.letter(client))
    decide(client, asked.letter(client, name="Dr Vogel"), choice="go")
    assert [str(verdict.who) for verdict in Verdict.objects.all()] == ["Hanna Vogel", "Dr Vogel"]
    client.force_login(asked.owner)
    address = f"/t/{asked.team.organisation.slug}/{asked.team.slug}/releases/{asked.release.pk}/decisions/"
    assert f"{EMAIL}, confirmed by letter" in text(client.get(address))


def test_who_has_not_opened_the_letter_changes_nothing_about_who_has(client, asked):
    decide(client, asked.letter(client))
    asked.letter(client, name="Somebody Else")
    assert Stakeholder.objects.get().name == "Hanna Vogel"


def test_a_forecast_that_has_changed_meanwhile_is_shown_before_anything_is_kept(client, asked):
    link = asked.letter(client)
    seen = re.search(r'name="seen" value="(\w+)"', text(client.get(link)))[1]
    later = asked.release.target_date + timedelta(weeks=2)
    edit_release(release=asked.release, target_date=later, actor=asked.owner, now=timezone.now())
    answer = client.post(link, {"choice": "go", "reason": "The congress", "seen": seen})
    assert answer.status_code == 422
    assert "The forecast has changed since you opened it." in text(answer)
    assert 'value="The congress"' in text(answer)
    assert 'value="go" required checked' in text(answer)
    assert not Verdict.objects.exists()
    assert "Thank you" in text(decide(client, link))


@pytest.mark.parametrize(
    ("fields", "said"), [({"choice": ""}, "Choose one."), ({"reason": ""}, "This field is required.")]
)
def test_what_is_missing_is_said_at_its_field(client, asked, fields, said):
    answer = decide(client, asked.letter(client), **fields)
    assert answer.status_code == 422
    assert said in text(answer)


@pytest.mark.parametrize("how", ["withdrawn", "closed", "old"])
def test_a_letter_dies_with_its_report_its_question_and_by_itself(client, asked, how):
    link, now = asked.letter(client), timezone.now()
    if how == "withdrawn":
        withdraw_link(link=asked.link, actor=asked.owner, now=now)
    elif how == "closed":
        close_decision(decision=asked.question, outcome="go", actor=asked.owner, now=now)
    else:
        Ballot.objects.update(expires_at=now)
    assert client.get(link).status_code == 404


def test_only_a_link_that_lets_its_readers_decide_offers_it(client, asked):
    _, other = make_link(asked.team, release=asked.release)
    assert "Shall we keep the date?" not in text(client.get(other))
    assert client.get(f"{other}decide/{asked.question.pk}/").status_code == 404


def test_names_and_addresses_of_those_who_decided_are_told_only_where_allowed(client, asked):
    decide(client, asked.letter(client))
    said = text(client.get(asked.address))
    assert "Move the date</b>: Shall we keep the date?" in said
    assert "Vogel" not in said
    _, named = make_link(asked.team, release=asked.release, names_allowed=True)
    told = text(client.get(named))
    assert "Hanna Vogel" in told
    assert EMAIL not in told
    assert "The congress is in May" not in told  # reasons are for the team


def test_no_mailbox_is_filled_and_no_address_is_told_apart(client, asked):
    codes = [client.post(asked.ask, {"name": "x", "email": EMAIL}).status_code for _ in range(LETTER.size + 1)]
    assert codes == [200] * LETTER.size + [429]
    assert len(mail.outbox) == LETTER.size
    other = Client().post(asked.ask, {"name": "x", "email": "other@example.org"})
    known = text(other).replace("other@example.org", EMAIL)
    assert "The letter is on its way" in known


@pytest.mark.parametrize(
    "fields", [{"name": " "}, {"name": "Win at http://x.example"}, {"email": "no address"}, {"email": "a@b"}]
)
def test_bad_input_sends_nothing(client, asked, fields):
    answer = client.post(asked.ask, {"name": "Hanna", "email": EMAIL, **fields})
    assert answer.status_code == 422
    assert not mail.outbox


def test_the_secret_of_a_letter_is_kept_nowhere(client, asked):
    token = asked.letter(client).strip("/").rsplit("/", 1)[-1]
    assert len(token) >= 43
    assert token not in str([*Ballot.objects.values(), *Activity.objects.values()])
    ballot = Ballot.objects.get()
    assert ballot.expires_at - ballot.created_at == HOLDS


def test_the_paper_of_a_release_has_its_fan(client, asked):
    assert client.get(f"{asked.address}report.pdf").content.startswith(b"%PDF")
    assert client.get(f"{asked.address}release.png").content.startswith(b"\x89PNG")
    assert client.get(f"{asked.address}release.csv").content.decode().startswith('"Sprint","Day","Scope"')
