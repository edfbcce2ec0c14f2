"""Kills web, worker and Redis at random under load, and looks whether any vote was lost, doubled or put on somebody.

    bin/bench poker_kills            30 kills
    POKER_KILLS=300 bin/bench poker_kills

People vote as pages do, over a socket, and by a form when the socket does not answer. A vote counts as given once an
answer says so. What each person was told is kept beside what they sent, and compared with what the house itself then
says of them: their own card before the reveal, and everybody's after it.
"""

import asyncio
import contextlib
import json
import os
import random
from collections import Counter
from dataclasses import dataclass, field

import psutil
import uvloop

from bench import Reading, figure
from bench.house import House
from bench.person import Person, Site
from bench.poker_room import CARDS, Table

CHILDREN = ("scrum.web", "celery", "redis-server")
KILLS = int(os.environ.get("POKER_KILLS", "30"))
PEOPLE = 8
BETWEEN = (0.05, 0.8)  # seconds from one kill's recovery to the next kill
THINKING = (0.03, 0.07)  # seconds between two cards of a person: a socket takes 20 messages a second
SEED = 20261125
EMAIL, PASSWORD = "kills@bench.test", "nine quiet monitors"


@dataclass
class Sent:
    """What a guest did in one round: the last card that was acknowledged, and later ones that may have got in."""

    given: str = ""
    unsure: set[str] = field(default_factory=set)

    def acknowledge(self, card: str) -> None:
        self.given, self.unsure = card, set()

    def may_be(self, value: str) -> bool:
        """Whether the house may say that this is their card."""
        return value == self.given or value in self.unsure


@dataclass
class History:
    """All that was acknowledged, by guest, in the round at hand; and what the house got wrong."""

    sent: dict[str, Sent] = field(default_factory=dict)
    acknowledged: int = 0
    wrong: Counter = field(default_factory=Counter)

    def compare(self, told: list[tuple[str, str]]) -> None:
        """`told` is who has which card, as the house says."""
        found = Counter(name for name, _ in told)
        self.wrong["doubled"] += sum(times - 1 for times in found.values())
        self.wrong["foreign"] += sum(not self.sent[name].may_be(value) for name, value in told)
        self.wrong["lost"] += sum(bool(one.given) and name not in found for name, one in self.sent.items())


async def keep_voting(table: Table, guest: Person, name: str, history: History, chance: random.Random) -> None:
    """Vote again and again, whatever happens to the house, until cancelled."""
    while True:
        card, sent = chance.choice(CARDS), history.sent[name]
        sent.unsure.add(card)  # before the answer nobody knows
        if await _acknowledged(table, guest, card):
            history.acknowledged += 1
            sent.acknowledge(card)
        await asyncio.sleep(chance.uniform(*THINKING))


async def _acknowledged(table: Table, guest: Person, card: str) -> bool:
    try:
        async with asyncio.timeout(5):
            await table.put_down(guest, card)
            return True
    except Exception:  # refused, reset, or no answer: not acknowledged
        table.hang_up(guest)
        return False


async def kill_one(house: House, chance: random.Random) -> str:
    """Kill -9 one of the house's children and wait for its successor."""
    mark = chance.choice(CHILDREN)
    while (victim := house.child(mark)) is None:
        await asyncio.sleep(0.02)
    with contextlib.suppress(psutil.NoSuchProcess):
        victim.kill()
    while (child := house.child(mark)) is None or child.pid == victim.pid:
        await asyncio.sleep(0.02)
    await asyncio.to_thread(house.await_page, "/readyz")
    return mark


async def play_round(house: House, table: Table, kills: int, history: History, chance: random.Random) -> Counter:
    """A round of voting with `kills` in it, until it is revealed and compared; what was killed."""
    names = [f"Guest {number + 1}" for number in range(len(table.guests))]
    history.sent = {name: Sent() for name in names}
    voting = [
        asyncio.create_task(keep_voting(table, guest, name, history, random.Random(chance.random())))
        for guest, name in zip(table.guests, names, strict=True)
    ]
    killed: Counter = Counter()
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(*BETWEEN))
        killed[await kill_one(house, chance)] += 1
    await asyncio.sleep(0.3)
    for task in voting:
        task.cancel()
    await asyncio.gather(*voting, return_exceptions=True)
    mine = [(name, own(table, guest)) for name, guest in zip(names, table.guests, strict=True)]
    history.compare([(name, card) for name, card in mine if card])
    history.compare(await asyncio.to_thread(revealed, table))
    return killed


def own(table: Table, guest: Person) -> str:
    """The card that the house says is theirs."""
    mine = json.loads(guest.see(f"{table.path}mine/"))
    return mine.get(table.round, {}).get("value", "")


def revealed(table: Table) -> list[tuple[str, str]]:
    """Everybody's card once the host has revealed; the next round is open then."""
    table.act("reveal", round=table.round)
    told = json.loads(table.host.see(f"/api/v1/poker-rounds/{table.round}/"))["outcome"]["votes"]
    table.act("again", item=table.item_now())
    table.round = table.round_now()
    return [(one["name"], one["value"]) for one in told]


async def survive(house: House, host: Person, team: str, kills: int, each: int = 5) -> tuple[History, Counter]:
    """`kills` kills, `each` of them in a round."""
    chance, history, killed = random.Random(SEED), History(), Counter()
    table = await asyncio.to_thread(Table.open, host, team)
    await asyncio.to_thread(table.seat, PEOPLE)
    while (left := kills - killed.total()) > 0:
        killed += await play_round(house, table, min(each, left), history, chance)
    table.close()
    return history, killed


@figure(
    "poker_kills.acknowledged", "poker_kills.lost", "poker_kills.doubled", "poker_kills.foreign", unit="votes"
)  # fmt: skip
def poker_kills() -> dict[str, Reading]:
    """Votes acknowledged under kills, and how many of them went wrong: each must be 0; `n` counts kills."""
    with House() as house, contextlib.closing(Person(Site.at(house.url))) as host:
        team = host.sign_up(EMAIL, PASSWORD, "Olga Kills")
        history, killed = uvloop.run(survive(house, host, team, KILLS))
    wrong = {name: history.wrong[name] for name in ("lost", "doubled", "foreign")}
    found = {"acknowledged": history.acknowledged} | wrong
    return {f"poker_kills.{name}": Reading(value, n=killed.total()) for name, value in found.items()}
