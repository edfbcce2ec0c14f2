"""Share links, and what they open: for whoever has the address, signed in or not."""

from django.utils import timezone

from forecasting.deciding.services import make_ballot
from forecasting.models import Ballot, ShareLink
from forecasting.releases.decisions.services import ask_decision
from forecasting.releases.queries import release_forecast
from forecasting.releases.services import create_release
from forecasting.sharing.rules import USUAL, fingerprint
from forecasting.sharing.services import share_report
from tests.permissions.rows import Row, post
from tests.permissions.world import World

TOKEN = "a-secret-of-the-matrix"


def _share(world: World, **fields) -> None:
    now = timezone.now()
    world.things["share_link"], _ = share_report(
        team=world.team, name="Council", expires_at=now + USUAL, actor=world.people["owner"], now=now, **fields
    )
    ShareLink.objects.update(digest=fingerprint(TOKEN))


def _share_with_password(world: World) -> None:
    _share(world, password="open sesame")


def _ask_decision(world: World) -> None:
    """A release with a question that readers of its link may decide, and a personal link to do so."""
    now, owner = timezone.now(), world.people["owner"]
    release = create_release(team=world.team, name="Shared", actor=owner, now=now)
    world.things["question"] = ask_decision(release=release, question="Go?", actor=owner, now=now)
    _share(world, release=release, lets_decide=True)
    make_ballot(
        link=world.things["share_link"], decision=world.things["question"], name="Hanna", email="hanna@example.org",
        now=now,
    )  # fmt: skip
    Ballot.objects.update(digest=fingerprint(TOKEN))


def _question(world: World) -> dict:
    return {"token": TOKEN, "decision": world.things["question"].pk}


def _verdict(world: World) -> dict:
    release = world.things["question"].release
    return {"choice": "go", "reason": "The congress", "seen": release_forecast(release, timezone.now()).version}


def _key(world: World) -> dict:
    return {"pk": world.things["share_link"].pk}


def _token(world: World) -> dict:
    return {"token": TOKEN}


def _chart(world: World) -> dict:
    return {"token": TOKEN, "chart": "velocity"}


ROWS = [
    Row("forecasting:links", "share"),
    post("forecasting:links", "share", data=lambda w: {"name": "Council", "days": "30"}),
    post("forecasting:withdraw_link", "share", kwargs=_key, prepare=_share),
    # Whoever has the address reads, and is counted; the count is written now and then.
    Row("forecasting:shared", "", scope="anybody", kwargs=_token, prepare=_share, either=True),
    Row("forecasting:shared_series", "", scope="anybody", kwargs=_chart, prepare=_share, fine=(404,)),
    Row("forecasting:shared_picture", "", scope="anybody", kwargs=_chart, prepare=_share, fine=(404,)),
    Row("forecasting:shared_paper", "", scope="anybody", kwargs=_token, prepare=_share),
    Row("forecasting:unlock_shared", "", method="POST", scope="anybody", kwargs=_token, prepare=_share_with_password,
        data=lambda w: {"password": "open sesame"}),
    Row("forecasting:ask_letter", "", scope="anybody", kwargs=_question, prepare=_ask_decision),
    post("forecasting:ask_letter", "", scope="anybody", kwargs=_question, prepare=_ask_decision,
         data=lambda w: {"name": "Hanna", "email": "hanna@example.org"}),
    Row("forecasting:ballot", "", scope="anybody", kwargs=_token, prepare=_ask_decision),
    post("forecasting:ballot", "", scope="anybody", kwargs=_token, prepare=_ask_decision, data=_verdict),
    Row("api:share-link-list", "", scope="signed in", json=True),
    Row("api:share-link-list", "share", method="POST", scope="api", writes=True, json=True,
        data=lambda w: {"team": w.team.pk, "name": "Council"}),
    Row("api:share-link-detail", "share", scope="api", json=True, kwargs=_key, prepare=_share),
    Row("api:share-link-detail", "share", method="DELETE", scope="api", writes=True, json=True, kwargs=_key,
        prepare=_share),
]  # fmt: skip
