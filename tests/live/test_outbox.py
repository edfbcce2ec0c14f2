"""How one client's messages leave: at once while it reads, in order always."""

import asyncio

import pytest

from live.outbox import Outbox
from live.rules import BACKLOG_CHARACTERS, BACKLOG_FRAMES


class Line:
    """A server's `send` that can be blocked and cut."""

    def __init__(self):
        self.sent = []
        self.open = asyncio.Event()
        self.open.set()
        self.cut = False

    def write(self, frame):
        if self.open.is_set():
            self.sent.append(frame)
        return self.open.is_set()

    async def send(self, message):
        await self.open.wait()
        if self.cut:
            raise OSError("gone")
        self.sent.append(message["text"])


def message(text):
    return {"type": "websocket.send", "text": text}


def test_a_reading_client_has_it_before_push_returns():
    async def scene():
        line = Line()
        outbox = Outbox(line.send, line.write)
        assert outbox.push(message("a"))
        assert outbox.push(message("b"))
        assert line.sent == ["a", "b"]

    asyncio.run(scene())


def test_a_blocked_client_gets_everything_in_order_when_it_reads_again():
    async def scene():
        line = Line()
        outbox = Outbox(line.send, line.write)
        outbox.push(message("a"))
        line.open.clear()
        assert all(outbox.push(message(text)) for text in "bcd")
        assert line.sent == ["a"]
        line.open.set()
        await asyncio.sleep(0)
        outbox.push(message("e"))
        await outbox.finish(60)
        assert line.sent == list("abcde")

    asyncio.run(scene())


@pytest.mark.parametrize(("size", "most"), [(1, BACKLOG_FRAMES), (BACKLOG_CHARACTERS // 4, 4)])
def test_what_waits_for_a_blocked_client_has_a_limit(size, most):
    async def scene():
        line = Line()
        line.open.clear()
        outbox = Outbox(line.send, line.write)
        assert outbox.push(message("first"))
        accepted = [outbox.push(message("x" * size)) for _ in range(most + 1)]
        assert accepted == [True] * most + [False]
        await outbox.finish(0)

    asyncio.run(scene())


def test_the_last_message_overtakes_what_waits():
    async def scene():
        line = Line()
        line.open.clear()
        outbox = Outbox(line.send, line.write)
        for text in ("begun", "waits", "waits too"):
            outbox.push(message(text))
        outbox.push_last(message("last"))
        line.open.set()
        await outbox.finish(60)
        assert line.sent == ["begun", "last"]

    asyncio.run(scene())


def test_a_lost_client_is_noticed_and_takes_no_more():
    async def scene():
        line = Line()
        outbox = Outbox(line.send, line.write)
        line.cut = True
        assert not outbox.push(message("a"))
        line.cut = False
        assert not outbox.push(message("b"))
        assert line.sent == []

    asyncio.run(scene())


def test_a_client_lost_while_blocked_takes_no_more():
    async def scene():
        line = Line()
        line.open.clear()
        outbox = Outbox(line.send, line.write)
        outbox.push(message("a"))
        line.cut = True
        line.open.set()
        await outbox.finish(60)
        assert not outbox.push(message("b"))

    asyncio.run(scene())


def test_finishing_gives_up_on_a_client_that_never_reads():
    async def scene():
        line = Line()
        line.open.clear()
        outbox = Outbox(line.send, line.write)
        outbox.push(message("a"))
        await outbox.finish(0)
        await asyncio.sleep(0)
        line.open.set()
        await asyncio.sleep(0)
        assert line.sent == []

    asyncio.run(scene())


def test_prepared_frames_go_out_at_once_and_never_overtake_what_waits():
    async def scene():
        line = Line()
        outbox = Outbox(line.send, line.write)
        outbox.push(message("a"), b"A")
        line.open.clear()
        outbox.push(message("b"), b"B")
        line.open.set()
        outbox.push(message("c"), b"C")
        while outbox._task is not None:
            await asyncio.sleep(0)
        outbox.push(message("d"), b"D")
        assert line.sent == [b"A", "b", "c", b"D"]

    asyncio.run(scene())
