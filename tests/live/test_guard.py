"""What the hub's watch does when the database itself is away, and what it tells whom."""

import asyncio

import pytest
from django.db import OperationalError

from live import guard
from live.hub import Hub, Socket
from live.rules import CONTROL_TOPIC, CloseCode


class Thread:
    """A database thread whose database a test decides."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def run(self, function, *arguments):
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Listener:
    """A socket in a hub and what it was sent."""

    def __init__(self, hub, user_id=1, session="s", topics=("board:1",)):
        self.sent = []
        self.socket = Socket(user_id, session, self._send, lambda frame: False, asyncio.get_running_loop())
        hub.admit(self.socket)
        for topic in topics:
            hub.join(self.socket, topic)
            hub.greet(self.socket, topic, 5)
        self.sent.clear()

    async def _send(self, message):
        self.sent.append(message)


def run(scene):
    asyncio.run(scene())


def test_only_topics_that_are_behind_are_told():
    async def scene():
        hub = Hub()
        behind, level = Listener(hub), Listener(hub, topics=["board:2"])
        hub.resync({"board:1": 6, "board:2": 5, CONTROL_TOPIC: 0})
        assert [message["text"] for message in behind.sent] == [
            '{"topic":"board:1","version":6,"kind":"resync","payload":{}}'
        ]
        assert level.sent == []
        hub.resync({"board:1": 6, "board:2": 5, CONTROL_TOPIC: 0})
        assert len(behind.sent) == 1

    run(scene)


def test_a_late_greeting_does_not_hide_what_earlier_listeners_missed():
    async def scene():
        hub = Hub()
        early = Listener(hub)
        late = Listener(hub, topics=[])
        hub.join(late.socket, "board:1")
        hub.greet(late.socket, "board:1", 6)
        hub.resync({"board:1": 6})
        assert "resync" in early.sent[0]["text"]

    run(scene)


def test_a_gap_between_revocations_makes_everybody_suspect():
    async def scene():
        hub = Hub()
        first, second = Listener(hub, user_id=1), Listener(hub, user_id=2)
        hub.resync({CONTROL_TOPIC: 3})
        hub.suspects.clear()
        hub.revoke(version=4, user_id=1)
        assert hub.suspects == {first.socket}
        hub.suspects.clear()
        hub.revoke(version=6, user_id=1)
        assert hub.suspects == {first.socket, second.socket}

    run(scene)


def test_a_suspect_stays_one_until_it_could_be_checked():
    async def scene():
        hub = Hub()
        listener = Listener(hub)
        hub.suspect({listener.socket})
        thread = Thread(OperationalError("away"), [CloseCode.NO_ACCESS])
        with pytest.raises(OperationalError):
            await guard.check_suspects(hub, thread)
        assert hub.suspects == {listener.socket}
        await guard.check_suspects(hub, thread)
        assert listener.sent == [{"type": "websocket.close", "code": 4403}]
        assert not hub.sockets

    run(scene)


def test_the_watch_outlives_a_database_that_goes_away(caplog):
    async def scene():
        hub = Hub()
        listener = Listener(hub)
        away = [OperationalError("away")] * 3
        thread = Thread(*away, {"board:1": 6, CONTROL_TOPIC: 0}, [None])
        watch = asyncio.create_task(guard.keep(hub, thread))
        while not listener.sent:
            hub.stirred.set()
            await asyncio.sleep(0)
        watch.cancel()
        assert "resync" in listener.sent[0]["text"]

    run(scene)
    assert caplog.text.count("cannot ask the database: away") == 1


def test_all_sockets_are_checked_in_turn():
    async def scene():
        hub = Hub()
        listeners = [Listener(hub, user_id=number) for number in range(3)]
        for listener in listeners:
            guard._suspect_the_longest_unchecked(hub)
            assert hub.suspects == {listener.socket}
            hub.acquit(listener.socket)

    run(scene)


def test_who_was_expelled_is_forgotten_everywhere():
    async def scene():
        hub = Hub()
        listener = Listener(hub)
        hub.suspect({listener.socket})
        hub.expel(listener.socket, CloseCode.TOO_MANY)
        hub.expel(listener.socket, CloseCode.TOO_SLOW)
        hub.deliver("board:1", 7, "secret")
        assert listener.sent == [{"type": "websocket.close", "code": 4429}]
        assert (hub.sockets, hub.suspects, hub.topics) == ({}, set(), ())

    run(scene)
