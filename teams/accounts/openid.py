"""Sign-in with the organisation's own OpenID Connect provider, by allauth."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings


class OpenIDAdapter(DefaultSocialAccountAdapter):
    """What the provider says of a person becomes their account here."""

    def list_providers(self, request):
        """The providers that the environment names; the database is not asked where it names none."""
        return super().list_providers(request) if settings.SOCIALACCOUNT_PROVIDERS else []

    def populate_user(self, request, sociallogin, data):
        """The suggested account, called by the name that the provider knows."""
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(filter(None, parts)) or user.email.partition("@")[0]
        user.name = " ".join(str(name).replace("\x00", "").split())[:120]
        return user
