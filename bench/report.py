"""What a shared report costs: processor time of the web process, beside a view that does nothing behind the same
middleware. The page that nothing has changed of, and one that is made anew."""

from bench import Reading, figure
from bench.board import measured, visited


@figure("report.cached", "report.fresh", "report.cold", "report.paper", unit="ms of processor time", group="report")
def report() -> dict[str, Reading]:
    """The report of a release of 200 stories, opened by its link: when nothing has changed, after a change in the
    team, as after a start; and its PDF, after a change, too."""
    with visited() as visitor:
        address = visitor.facts["report"]
        visitor.cookie = ""  # nobody is signed in
        see = lambda: visitor.ask(address)  # noqa: E731
        change = lambda: visitor.ask(f"/bench/change/{visitor.facts['key']}")  # noqa: E731
        see()
        return {
            "report.cached": measured(visitor, see),
            "report.fresh": measured(visitor, see, change),
            "report.cold": measured(visitor, see, lambda: visitor.ask("/bench/forget")),
            "report.paper": measured(visitor, lambda: visitor.ask(f"{address}report.pdf"), change),
        }
