"""Keys of devices are made, rotated and revoked here. A secret is told once, and kept nowhere (BAR D1)."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from core.errors import Conflict, Invalid
from teams.models import Team, User
from teams.services import diary
from teams.tokens.queries import digest_of
from telemetry_demo.alerting.models import DeviceKey
from telemetry_demo.devices.rules import OVERLAP, PREFIX, clean_device_name
from telemetry_demo.trials.services import claim_trial

SECRET_BYTES: Final = 24  # 192 bits
USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)


def _secret() -> str:
    return PREFIX + secrets.token_hex(SECRET_BYTES)


@transaction.atomic
def make_key(*, team: Team, device: str, trial: str, patient: str, actor: User, now: datetime) -> tuple[DeviceKey, str]:
    """A key for a device that has none, and its secret. A key that was revoked is replaced.

    Raises Invalid at `device` for one that has a key, Conflict at `trial` for a trial of another team.
    """
    device, trial = clean_device_name(device, "device"), clean_device_name(trial, "trial")
    patient = clean_device_name(patient, "patient", may_be_empty=True)
    old = DeviceKey.objects.select_for_update().filter(device=device).first()
    if old and (old.revoked_at is None or old.team_id != team.pk):
        raise Invalid("This device has a key already.", field="device", fix="Rotate its key, or name another device.")
    claim_trial(name=trial, team_id=team.pk)  # the team's from its first key on
    secret = _secret()
    values = {
        "team": team, "trial": trial, "patient": patient, "digest": digest_of(secret), "ending": secret[-4:],
        "made_by": actor, "made_at": now, "revoked_at": None, "previous_digest": "", "previous_until": None,
    }  # fmt: skip
    key, _ = DeviceKey.objects.update_or_create(device=device, defaults=values)
    diary.record(actor=actor, verb="made device key", subject=key, now=now, team=team, trial=trial)
    return key, secret


def _locked(key: DeviceKey) -> DeviceKey:
    fresh = DeviceKey.objects.select_for_update(of=("self",)).select_related("team").get(pk=key.pk)
    if fresh.revoked_at is not None:
        raise Conflict("This key is revoked.", fix="Make a new one.")
    return fresh


@transaction.atomic
def rotate_key(*, key: DeviceKey, actor: User, now: datetime) -> tuple[DeviceKey, str]:
    """A new secret; the one before works for a day beside it, so that no event is refused meanwhile."""
    key, secret = _locked(key), _secret()
    key.previous_digest, key.previous_until = key.digest, now + OVERLAP
    key.digest, key.ending, key.made_by, key.made_at = digest_of(secret), secret[-4:], actor, now
    key.save()
    diary.record(actor=actor, verb="rotated device key", subject=key, now=now, team=key.team)
    return key, secret


@transaction.atomic
def revoke_key(*, key: DeviceKey, actor: User, now: datetime) -> DeviceKey:
    """Neither secret opens anything from now on."""
    key = _locked(key)
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    diary.record(actor=actor, verb="revoked device key", subject=key, now=now, team=key.team)
    return key


def note_use(*, key: DeviceKey, now: datetime) -> None:
    """When it was last used, to the minute: a write for each batch would cost more than it tells."""
    if key.last_used_at is None or now - key.last_used_at >= USE_IS_NOTED_EVERY:
        DeviceKey.objects.filter(pk=key.pk).update(last_used_at=now)
