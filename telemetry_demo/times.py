"""Times as whole microseconds since 1970 in UTC, and as devices write them."""

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970; `moment` must know its time zone."""
    return (moment - EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """The time in UTC; the first or last that there is where it lies beyond."""
    try:
        return EPOCH + timedelta(microseconds=count)
    except OverflowError:
        return (datetime.min if count < 0 else datetime.max).replace(tzinfo=UTC)


def written(count: int) -> str:
    """Like 2026-01-05T10:00:00.000Z, with microseconds where there are any."""
    precision = "microseconds" if count % 1000 else "milliseconds"
    return moment(count).replace(tzinfo=None).isoformat(timespec=precision) + "Z"
