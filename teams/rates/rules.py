"""How often the API may be asked: the published table, and what a count means."""

from dataclasses import dataclass
from typing import Final

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Rate:
    """`most` requests in each window of `seconds`, counted apart for each token, person or address."""

    name: str
    most: int
    seconds: int
    for_whom: str


READS: Final = Rate("reads", 600, 60, "each token, or person with a session")
WRITES: Final = Rate("writes", 300, 60, "each token, or person with a session")
STRANGERS: Final = Rate("strangers", 60, 60, "each network address, for requests without a valid sign-in")
TABLE: Final = (READS, WRITES, STRANGERS)


def rate_of(method: str) -> Rate:
    """The rate that a signed-in request counts against."""
    return READS if method in READING else WRITES


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in the current window: this was request number `count`, it ends in `reset` seconds."""

    rate: Rate
    count: int
    reset: int

    @property
    def allowed(self) -> bool:
        return self.count <= self.rate.most

    @property
    def headers(self) -> dict[str, str]:
        remaining = max(0, self.rate.most - self.count)
        return {
            "RateLimit-Limit": str(self.rate.most),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(self.reset),
        }
