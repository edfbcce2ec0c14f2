"""What a person hears, and what not."""

import pytest
from django.db import transaction

from live.publish import publish, whisper
from tests.live.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_listener_hears_a_change_after_its_commit(connect, person, rights):
    ada = person("ada")
    rights.grant(ada)
    client = connect(ada)
    assert client.subscribe() == {
        "topic": "probe:1",
        "version": 0,
        "kind": "hello",
        "payload": {},
    }
    with transaction.atomic():
        publish("probe:1", "said", {"text": "grüezi"})
        assert client.hears_nothing()
    assert client.hear() == {
        "topic": "probe:1",
        "version": 1,
        "kind": "said",
        "payload": {"text": "grüezi"},
    }


def test_a_rolled_back_change_is_never_heard(connect, person, rights):
    ada = person("ada")
    rights.grant(ada)
    client = connect(ada)
    client.subscribe()
    with pytest.raises(RuntimeError):
        _say_and_fail()
    assert say("yes") == 1
    assert client.hear()["payload"] == {"text": "yes"}


@transaction.atomic
def _say_and_fail():
    publish("probe:1", "said", {"text": "no"})
    raise RuntimeError


def test_the_greeting_carries_the_version_so_that_a_page_knows_what_it_missed(connect, person, rights):
    ada = person("ada")
    rights.grant(ada)
    say()
    say()
    assert connect(ada).subscribe()["version"] == 2


def test_who_unsubscribes_hears_no_more(connect, person, rights):
    ada = person("ada")
    rights.grant(ada)
    client = connect(ada)
    client.subscribe()
    client.say(unsubscribe="probe:1")
    assert client.hears_nothing()
    say()
    assert client.hears_nothing()


def test_a_socket_without_the_right_never_hears_a_topic(connect, person, rights):
    ada, eve = person("ada"), person("eve")
    rights.grant(ada)
    rights.grant(eve, "2")
    entitled, foreign = connect(ada), connect(eve)
    entitled.subscribe()
    foreign.subscribe("probe:2")
    foreign.subscribe("probe:1")
    say("for ada")
    with transaction.atomic():
        whisper("probe:1", "hint", {})
    assert entitled.hear()["payload"] == {"text": "for ada"}
    assert entitled.hear()["kind"] == "hint"
    assert foreign.hears_nothing()


def test_unknown_foreign_and_missing_topics_are_answered_alike(connect, person, rights):
    client = connect(person("eve"))
    answers = [client.subscribe(topic) for topic in ("probe:1", "probe:999", "nosuch:1", "??", "")]
    for answer in answers:
        answer.pop("topic")
    assert answers == [{"version": None, "kind": "refused", "payload": {}}] * 5


def test_the_control_topic_is_for_nobody(connect, person, rights):
    assert connect(person("eve")).subscribe("live:control")["kind"] == "refused"


def test_a_stranger_is_told_to_sign_in(connect):
    assert connect().end() == 4401
    assert connect(session_key="0" * 32).end() == 4401


def test_a_whisper_has_no_version_and_does_not_raise_it(connect, person, rights):
    ada = person("ada")
    rights.grant(ada)
    client = connect(ada)
    client.subscribe()
    whisper("probe:1", "metric", {"rate": 5})
    assert client.hear() == {
        "topic": "probe:1",
        "version": None,
        "kind": "metric",
        "payload": {"rate": 5},
    }
    assert say() == 1
