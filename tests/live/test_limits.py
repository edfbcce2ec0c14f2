"""What a socket may say, and how a hostile or slow one ends."""

import random
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from live import hub, rules, topics
from live.rules import Act, BadMessage, Ping, Subscribe, Unsubscribe
from tests.live.conftest import say, sign_in, wait_until

DEEP = "[" * 8000
BAD = [
    "",
    "{",
    "null",
    "[]",
    "42",
    '"subscribe"',
    "{}",
    DEEP,
    '{"subscribe":' + DEEP,
    '{"subscribe":["board:1"]}',
    '{"subscribe":{"topic":"board:1"}}',
    '{"subscribe":"%s"}' % ("x" * 101),
    '{"subscribe":"a:1","unsubscribe":"a:1"}',
    '{"shout":"a:1"}',
    '{"ping":"1"}',
    '{"ping":true}',
    '{"ping":-1}',
    '{"ping":1e400}',
    '{"ping":9007199254740993}',
    '{"act":"vote"}',
    '{"act":{"topic":"a:1","kind":"vote","id":"x"}}',
    '{"act":{"topic":"a:1","kind":"vote","id":"x","body":[]}}',
    '{"act":{"topic":"a:1","kind":"vote","id":7,"body":{}}}',
    '{"act":{"topic":"a:1","kind":"vote","id":"x","body":{},"as":"eve"}}',
    '{"subscribe":"a:1"}' + " " * rules.MESSAGE_LIMIT,
    "é" * rules.MESSAGE_LIMIT,
]


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:24] or "nothing")
def test_what_is_outside_the_protocol_is_refused(text):
    with pytest.raises(BadMessage):
        rules.parse_message(text)


def test_binary_is_refused():
    with pytest.raises(BadMessage):
        rules.parse_message(None)


def test_the_protocol_itself_is_understood():
    assert rules.parse_message('{"subscribe":"board:1"}') == Subscribe("board:1")
    assert rules.parse_message('{"unsubscribe":"board:1"}') == Unsubscribe("board:1")
    assert rules.parse_message('{"ping":3}') == Ping(3)
    act = '{"act":{"topic":"a:1","kind":"vote","id":"x.1","body":{"value":"heron"}}}'
    assert rules.parse_message(act) == Act("a:1", "vote", "x.1", {"value": "heron"})
    assert "heron" not in repr(rules.parse_message(act))


def test_ten_thousand_mangled_messages_raise_nothing_unexpected():
    rng = random.Random(5)
    understood = 0
    for _ in range(10_000):
        try:
            rules.parse_message(_mangled(rng))
        except BadMessage:
            continue
        understood += 1
    assert 0 < understood < 5_000


def _mangled(rng: random.Random) -> str:
    act = '{"act":{"topic":"b:1","kind":"k","id":"1","body":{}}}'
    text = list(rng.choice(['{"subscribe":"board:1"}', '{"unsubscribe":"b:1"}', '{"ping":1}', act]))
    for _ in range(rng.randrange(1, 6)):
        where = rng.randrange(len(text))
        text[where : where + rng.randrange(3)] = rng.choice('{}[]",:\\\x00\ud800é1-e. ntf')
    return "".join(text)


def test_an_allowance_is_spent_and_refills_with_time():
    allowance = rules.Allowance(rate=2, left=2, at=0)
    assert [allowance.take(0) for _ in range(3)] == [True, True, False]
    assert allowance.take(0.5)
    assert not allowance.take(0.6)
    assert [allowance.take(100) for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize("message", [b"\x00\xff", "{", DEEP, "[1]", "x" * 20_000])
def test_junk_ends_the_socket_politely_and_nobody_elses(message, connect, person, rights, caplog):
    ada, eve = person("ada"), person("eve")
    rights.grant(ada)
    listener, rude = connect(ada), connect(eve)
    listener.subscribe()
    rude.socket.send(message)
    assert rude.end() == 4400
    say()
    assert listener.hear_kind("said")
    assert "Exception" not in caplog.text


def test_who_talks_too_fast_is_cut_off(connect, person, rights):
    client = connect(person("eve"))
    client.hears_nothing()
    with suppress(ConnectionClosed):  # it may end before all is said
        for number in range(100):
            client.say(ping=number)
    assert client.end() == 4429


def test_an_eleventh_socket_of_a_person_is_turned_away(connect, person, rights):
    ada, bob = person("ada"), person("bob")
    key = sign_in(ada)
    clients = [connect(session_key=key) for _ in range(10)]
    assert all(client.hears_nothing() for client in clients)
    assert connect(session_key=key).end() == 4429
    assert connect(bob).hears_nothing()
    clients[0].close()
    wait_until(lambda: _gets_in(connect, key))


def _gets_in(connect, key) -> bool:
    client = connect(session_key=key)
    try:
        return client.hears_nothing()
    except ConnectionClosed:
        return False


def test_a_socket_may_listen_to_twenty_topics(connect, person, rights):
    ada = person("ada")
    for number in range(21):
        rights.grant(ada, str(number))
    client = connect(ada)
    for number in range(20):
        assert client.subscribe(f"probe:{number}")["kind"] == "hello"
    client.say(subscribe="probe:20")
    assert client.end() == 4429


def test_who_never_reads_is_dropped_and_delays_nobody(connect, person, rights, address, monkeypatch):
    ada, eve = person("ada"), person("eve")
    rights.grant(ada)
    rights.grant(eve)
    hubs = []
    monkeypatch.setattr(hub.Hub, "join", _noting(hubs, hub.Hub.join))
    listener = connect(ada)
    listener.subscribe()
    deaf = _subscribe_and_never_read(address, sign_in(eve))
    wait_until(lambda: len(hubs) == 2)
    [server_side] = [one for one in hubs[0].sockets if one.user_id == eve.pk]
    for number in range(600):
        say("x" * 20_000)
        assert listener.hear_kind("said")["version"] == number + 1
    wait_until(lambda: server_side not in hubs[0].sockets)
    assert server_side.closed.result() == 4408
    assert [one.user_id for one in hubs[0].sockets] == [ada.pk]
    deaf.close()


def _noting(hubs, join):
    def noting_join(self, *arguments):
        hubs.append(self)
        join(self, *arguments)

    return noting_join


def _subscribe_and_never_read(address, key) -> socket.socket:
    host, _, port = address.partition(":")
    deaf = socket.create_connection((host, int(port)))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lines = [
        "GET /ws/ HTTP/1.1",
        f"Host: {address}",
        f"Origin: http://{address}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        f"Cookie: session={key}",
    ]
    deaf.sendall("\r\n".join([*lines, "", ""]).encode())
    assert deaf.recv(64).startswith(b"HTTP/1.1 101")
    text = b'{"subscribe":"probe:1"}'
    deaf.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
    return deaf


@pytest.mark.parametrize("prefix", ["", "Board", "bo:ard", "1board", "x" * 40])
def test_an_odd_topic_prefix_is_refused(prefix):
    with pytest.raises(ValueError, match="prefix"):
        topics.register(prefix, lambda user, key: True)


def test_a_topic_prefix_belongs_to_one_app(rights):
    with pytest.raises(ValueError, match="already"):
        topics.register("probe", lambda user, key: True)
    assert "probe" in [kind.prefix for kind in topics.registered()]


def test_a_key_that_is_no_id_is_a_refusal(rights):
    topics.register("odd", lambda user, key: int(key) > 0)
    assert not topics.may_listen(object(), "odd:abc")
    assert topics.may_listen(object(), "odd:1")
