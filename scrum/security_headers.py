"""The headers that every answer of the house carries: pages, files, errors, refused sockets."""

from functools import cache

from django.conf import settings

FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


def content_security_policy(directives: dict[str, list[str]]) -> str:
    """The policy as one header value."""
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@cache
def security_headers() -> dict[str, str]:
    """Names and values, the same for the whole life of the process."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    return headers
