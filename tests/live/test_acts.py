"""What a socket asks to be done is done once its topic is open to it, together with what waits, and answered after."""

import threading

import pytest
from django.db import transaction

from live import acts, clerk, rules
from live.acts import Outcome
from live.publish import publish


class Desk:
    """Does `probe` acts, can be held up, and remembers what it was given."""

    def __init__(self):
        self.batches, self.begun, self.may_end = [], threading.Event(), threading.Event()
        self.may_end.set()

    def work(self, wishes):
        self.batches.append([wish.body["say"] for wish in wishes])
        self.begun.set()
        self.may_end.wait(60)
        if any(wish.body["say"] == "fall" for wish in wishes):
            raise RuntimeError("the desk fell")
        return [Outcome(problem={"detail": "No."}) if wish.body["say"] == "no" else Outcome(7) for wish in wishes]


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(acts, "_works", {})
    made = Desk()
    acts.register("probe", made.work)
    return made


@pytest.fixture
def listener(connect, person, rights):
    """A socket that listens to probe:1."""
    ada = person("ada")
    rights.grant(ada)
    client = connect(ada)
    client.subscribe()
    return client


def ask(client, say, name="x.1", topic="probe:1", kind="probe"):
    client.say(act={"topic": topic, "kind": kind, "id": name, "body": {"say": say}})


def test_what_was_done_is_answered_with_its_version_and_what_was_refused_with_words(desk, listener):
    ask(listener, "yes", "x.1")
    assert listener.hear() == {
        "topic": "probe:1",
        "version": None,
        "kind": "done",
        "payload": {"id": "x.1", "version": 7},
    }
    ask(listener, "no", "x.2")
    assert listener.hear()["payload"] == {"id": "x.2", "problem": {"detail": "No."}}


def test_who_does_not_listen_to_a_topic_does_nothing_in_it(desk, listener):
    for topic, kind in (("probe:2", "probe"), ("live:control", "probe"), ("probe:1", "unknown")):
        ask(listener, "yes", topic=topic, kind=kind)
        answer = listener.hear()
        assert (answer["kind"], answer["payload"]) == ("declined", {"id": "x.1", "problem": None})
    assert desk.batches == []


def test_who_lost_the_topic_does_nothing_in_it(desk, listener):
    listener.say(unsubscribe="probe:1")
    ask(listener, "yes")
    assert listener.hear()["kind"] == "declined"
    assert desk.batches == []


def test_what_comes_meanwhile_is_done_together_and_in_order(desk, listener, connect, person, rights):
    bob = person("bob")
    rights.grant(bob)
    other = connect(bob)
    other.subscribe()
    desk.may_end.clear()
    ask(listener, "a", "x.1")
    desk.begun.wait(60)
    for number, say in enumerate("bcd", 2):
        ask(listener, say, f"x.{number}")
    assert listener.hears_nothing()
    ask(other, "e")
    assert other.hears_nothing()
    desk.may_end.set()
    assert [listener.hear()["payload"]["id"] for _ in range(4)] == ["x.1", "x.2", "x.3", "x.4"]
    assert other.hear()["kind"] == "done"
    assert desk.batches == [["a"], ["b", "c", "d", "e"]]


def test_what_fails_is_never_called_done_and_the_next_is_done(desk, listener, caplog):
    ask(listener, "fall", "x.1")
    answer = listener.hear()
    assert (answer["kind"], answer["payload"]) == ("declined", {"id": "x.1", "problem": None})
    assert "the desk fell" in caplog.text
    ask(listener, "yes", "x.2")
    assert listener.hear()["kind"] == "done"


def test_a_full_desk_takes_no_more(desk, listener, monkeypatch):
    monkeypatch.setattr(clerk, "MOST_WAITING", 1)
    desk.may_end.clear()
    ask(listener, "a", "x.1")
    desk.begun.wait(60)
    ask(listener, "b", "x.2")
    ask(listener, "c", "x.3")
    assert listener.hear()["payload"] == {"id": "x.3", "problem": None}
    desk.may_end.set()
    assert [listener.hear()["payload"]["id"] for _ in range(2)] == ["x.1", "x.2"]


def test_who_asks_too_fast_is_cut_off(desk, listener):
    for number in range(2 * rules.MESSAGE_RATE):
        ask(listener, "yes", f"x.{number}")
    assert listener.end() == 4429


def test_a_kind_of_act_belongs_to_one_app(desk):
    with pytest.raises(ValueError, match="already"):
        acts.register("probe", lambda wishes: [])


def test_printing_what_was_asked_shows_no_secret():
    wish = acts.Wish("the-session", "probe:1", "x.1", {"value": "heron"})
    assert not any(secret in repr(wish) for secret in ("the-session", "heron"))


def test_others_hear_of_a_change_before_its_asker_is_answered(desk, listener, monkeypatch):
    def work(wishes):
        with transaction.atomic():
            return [Outcome(publish("probe:1", "said", {})) for _ in wishes]

    monkeypatch.setitem(acts._works, "probe", work)
    ask(listener, "yes")
    heard = [listener.hear() for _ in range(2)]
    assert [frame["kind"] for frame in heard] == ["said", "done"]
    assert heard[0]["version"] == heard[1]["payload"]["version"] == 1
