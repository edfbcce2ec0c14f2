"""Which report a share link tells, and when there is something new in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from forecasting.models import ShareLink
from forecasting.report.of_release import release_report
from forecasting.report.of_velocity import velocity_report
from forecasting.report.telling import Report


def report_of(link: ShareLink, now: datetime) -> Report:
    """Everything that the page, the paper and the tables of a share link say."""
    if link.release_id is None:
        return velocity_report(link.team, now)
    link.release.team = link.team
    return release_report(link, now)


def version_of(link: ShareLink, now: datetime) -> str:
    """Changes with whatever anybody in the organisation does, which stands in its diary, and with the day.

    `link` is as `link_of` gives it.
    """
    return f"{link.latest}:{now.astimezone(ZoneInfo(link.time_zone)):%Y%m%d}"
