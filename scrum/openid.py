"""allauth's settings for one OpenID Connect provider, or for none."""

from urllib.parse import urlsplit

from scrum.env import House

PROVIDER = "openid_connect"


def providers(house: House) -> dict:
    """The value of `SOCIALACCOUNT_PROVIDERS`."""
    if not house.oidc_issuer:
        return {}
    app = {
        "provider_id": "sso",
        "name": house.oidc_name,
        "client_id": house.oidc_client_id,
        "secret": house.oidc_client_secret,
        "settings": {"server_url": house.oidc_issuer},
    }
    return {PROVIDER: {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def origin(house: House) -> str:
    """Where the sign-in form leads on to, which the content security policy must allow."""
    parts = urlsplit(house.oidc_issuer)
    return f"{parts.scheme}://{parts.netloc}" if house.oidc_issuer else ""
