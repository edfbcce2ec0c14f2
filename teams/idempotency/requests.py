"""Puts a REST handler behind its idempotency key."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from teams.idempotency.rules import HEADER, clean_key, digest_of
from teams.idempotency.services import Effect, answer_once
from teams.rates.throttle import sender_of


def once(view, request: Request, handler: Callable[[], Response]) -> Response:
    """The handler's answer, or the kept one when this key has acted before.

    Raises Invalid for a malformed key, KeyUsed when it came with another request, and what the handler raises.
    """
    kept, is_repeated = answer_once(
        sender=sender_of(request),
        key=clean_key(request.headers[HEADER]),
        digest=_keyed(digest_of(request.method, request.get_full_path(), _content(request.data))),
        now=timezone.now(),
        act=lambda: _effect(view, handler()),
    )
    if not is_repeated:
        return view.fresh_answer
    view.may_still(kept)
    return Response(json.loads(kept.body or "null"), status=kept.status, headers={"Idempotency-Replayed": "true"})


def _effect(view, answer: Response) -> Effect:
    view.fresh_answer = answer
    data = answer.data
    if view.shown_once and isinstance(data, Mapping):
        data = {name: None if name in view.shown_once else value for name, value in data.items()}
    body = JSONRenderer().render(data).decode()
    access = view.access
    return Effect(answer.status_code, body, access and access.organisation, access and access.team)


def _keyed(digest: str) -> str:
    """Without the site's key nobody can try out what a short request, such as a hidden vote, has said."""
    return salted_hmac("teams.idempotency", digest, algorithm="sha256").hexdigest()


def _content(data: Any) -> str:
    """The body as one text; the order of its fields does not matter, files count by their content."""
    if hasattr(data, "lists"):
        data = dict(data.lists())
    return json.dumps(data, sort_keys=True, default=_mark)


def _mark(value: Any) -> str:
    if not hasattr(value, "chunks"):
        return repr(value)
    mark = sha256()
    for chunk in value.chunks():
        mark.update(chunk)
    value.seek(0)
    return mark.hexdigest()
