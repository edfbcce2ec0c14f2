"""A person at a team's pages, as tests use them."""

from django.test import Client
from django.urls import reverse

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}


class Visitor:
    """Signed in as `user`; routes are those of `sprints`, addressed by name."""

    def __init__(self, team, user):
        self.team, self.user, self.client = team, user, Client()
        self.client.force_login(user, backend=BACKEND)

    def address(self, route, **kwargs):
        return reverse(f"sprints:{route}", kwargs=self.team.url_kwargs | kwargs)

    def get(self, route, query="", headers=None, **kwargs):
        return self.client.get(self.address(route, **kwargs) + query, headers=headers)

    def post(self, route, data=None, headers=None, follow=False, **kwargs):
        return self.client.post(self.address(route, **kwargs), data or {}, headers=headers, follow=follow)

    def read(self, route, query="", **kwargs):
        """The page's text."""
        answer = self.get(route, query, **kwargs)
        assert answer.status_code == 200, answer
        return answer.content.decode()
