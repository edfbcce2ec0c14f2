"""When a child that ended is started again."""

# Seconds. A child that lived this long had started well.
STEADY = 30.0
LONGEST_PAUSE = 5.0
FIRST_PAUSE = 0.25


def failures_in_a_row(before: int, lived: float) -> int:
    """How often in a row a child ended soon, now that it ended after `lived` seconds."""
    return 1 if lived >= STEADY else before + 1


def pause(failures: int) -> float:
    """Seconds to wait before the next start: doubled with each failure, and never so long that a
    house is without the child for ten seconds."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10))
