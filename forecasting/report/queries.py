"""Which report a share link tells, and when there is something new in it."""

from datetime import datetime

from forecasting.models import ShareLink
from forecasting.report.of_velocity import velocity_report
from forecasting.report.telling import Report
from teams.models import Activity


def report_of(link: ShareLink, now: datetime) -> Report:
    """Everything that the page, the paper and the tables of a share link say."""
    return velocity_report(link.team, now)


def version_of(link: ShareLink, now: datetime) -> str:
    """Changes with whatever anybody in the organisation does, which stands in its diary, and with the day."""
    team = link.team
    diary = Activity.objects.filter(organisation=team.organisation_id)
    latest = diary.order_by("-pk").values_list("pk", flat=True).first()
    return f"{latest}:{team.today(now):%Y%m%d}"
