"""Reports of team Pulse that people outside read by link. The addresses are nobody's: nothing keeps them."""

from datetime import datetime, timedelta

from forecasting.sharing.services import note_opening, share_report, withdraw_link, write_openings
from teams.models import Team, User

OPENED = 14


def make_shares(team: Team, users: dict[str, User], now: datetime) -> None:
    """One of the release for those who decide, one of the velocity, and one that was withdrawn."""
    ines, maren, made = users["ines"], users["maren"], now - timedelta(9)
    release = team.releases.get(name="Release 2.4")
    council, _ = share_report(
        team=team, release=release, name="Product council", expires_at=made + timedelta(90), actor=ines, now=made,
        lets_decide=True,
    )  # fmt: skip
    for _ in range(OPENED):
        note_opening(link=council, now=now)
    write_openings(now=now)
    share_report(team=team, name="Head of research", expires_at=made + timedelta(30), actor=maren, now=made)
    trial, _ = share_report(team=team, name="Trial board", expires_at=made + timedelta(365), actor=ines, now=made)
    withdraw_link(link=trial, actor=ines, now=made + timedelta(2))
