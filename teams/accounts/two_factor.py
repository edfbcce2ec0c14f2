"""Two-factor sign-in by allauth, with what it leaves open: a code counts once for all processes, and the secrets that
it keeps are encrypted."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils import timezone

from core.errors import TooMany
from teams.limits.rules import ONE_CODE
from teams.limits.services import take_try


def _key(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"two-factor" + secret.encode()).digest()))


def _box() -> MultiFernet:
    """Encrypts with today's SECRET_KEY and still opens what former ones have closed."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


class TwoFactorAdapter(DefaultMFAAdapter):
    """allauth's two-factor pages in this house."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right. Type the one that your app shows now.",
        "unverified_email": "Confirm your e-mail address first: it is the way back when your phone is lost.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


class _OnceOnly:
    """allauth remembers used codes in a cache of one process; the database remembers them for all."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            try:
                take_try(ONE_CODE, self.user.pk, "".join(filter(str.isdigit, code)), now=timezone.now())
            except TooMany:
                raise mfa_adapter().validation_error("incorrect_code") from None
        return code


class AuthenticateForm(_OnceOnly, forms.AuthenticateForm):
    """At the door."""


class ReauthenticateForm(_OnceOnly, forms.ReauthenticateForm):
    """Before something that matters is changed."""
