"""No acknowledged vote is lost when the real house is killed under load; `bin/bench poker_kills` kills it 30 times."""

from contextlib import closing

import uvloop

from bench.house import House
from bench.person import Person, Site
from bench.poker_kills import EMAIL, PASSWORD, History, Sent, survive


def test_a_history_with_a_lost_a_doubled_and_a_foreign_vote_is_found_out():
    history = History({"Ada": Sent("5"), "Bo": Sent("8", {"13"}), "Cy": Sent("3"), "Di": Sent("", {"1"})})
    history.compare([("Ada", "5"), ("Ada", "5"), ("Bo", "13"), ("Di", "21")])
    assert history.wrong == {"lost": 1, "doubled": 1, "foreign": 1}


def test_what_was_acknowledged_is_there_after_kills_of_web_worker_and_redis():
    with House() as house, closing(Person(Site.at(house.url))) as host:
        team = host.sign_up(EMAIL, PASSWORD, "Olga Kills")
        history, killed = uvloop.run(survive(house, host, team, kills=2))
    assert killed.total() == 2
    assert history.acknowledged > 0
    assert (history.wrong["lost"], history.wrong["doubled"], history.wrong["foreign"]) == (0, 0, 0)
