"""How the tests of the API ask: with a token, or with a session whose CSRF check is on."""

import json
from datetime import UTC, datetime

from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from teams.tokens.rules import Scope
from teams.tokens.services import make_token

EVERY_SCOPE = [*Scope]


class Program:
    """A program with a token: `program.post("story-list", {...})`. Server errors come as answers, not exceptions."""

    def __init__(self, user, *scopes, **limits):
        now = datetime.now(UTC)
        self.token, self.secret = make_token(user=user, name="A program", scopes=list(scopes), now=now, **limits)
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def ask(self, method, route, body=None, *, key=None, query="", **kwargs):
        headers = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": key} if key else {})
        address = reverse(f"api:{route}", kwargs=kwargs) + query
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, address, headers=headers, **content)

    def get(self, route, query="", **kwargs):
        return self.ask("GET", route, query=query, **kwargs)

    def post(self, route, body=None, **options):
        return self.ask("POST", route, body or {}, **options)


def guarded_client(user) -> Client:
    """A signed-in browser whose CSRF check is on."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def api_actions():
    """Every (route name, method, view class, action) of the API's router."""
    namespace = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "api")
    for included in namespace.url_patterns:
        for pattern in getattr(included, "url_patterns", ()):
            for method, action in getattr(pattern.callback, "actions", {}).items():
                if method != "head":
                    yield pattern.name, method.upper(), pattern.callback.cls, action
