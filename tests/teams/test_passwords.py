"""Which passwords are taken (BAR A6)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from teams.models import User

ADA = User(email="ada.lovelace@example.org", name="Ada Lovelace")


@pytest.mark.parametrize(
    "password",
    ["nine quiet monitors", "q7#kfm2x", "a" * 20 + "b" * 50, "correct horse sprint staple", "пароль из слов"],
)
def test_long_odd_and_foreign_passwords_are_taken(password):
    validate_password(password, ADA)


@pytest.mark.parametrize(
    "password",
    [
        "q7#kfm2",
        "password",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "Truepace1",
        "Scrum-Master!",
        "5print2026",
        "ada.lovelace",
    ],
)
def test_short_common_and_obvious_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, ADA)
