"""Passwords that anybody who knows the product would try first."""

import re

from django.core.exceptions import ValidationError

WORDS = ("truepace", "scrum", "sprint", "backlog", "velocity", "standup", "agile", "kanban", "poker", "retro", "team")
_ONLY_WORDS = re.compile(f"(?:{'|'.join((*WORDS, 'password', 'master', 'admin', 'welcome'))})+")
_LOOKALIKES = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"})


def is_of_product_words(password: str) -> bool:
    """Whether nothing but the product's words remains when digits at the end, signs and case go."""
    plain = re.sub(r"[\W\d_]+$", "", password.lower())
    letters = re.sub(r"[\W\d_]", "", plain.translate(_LOOKALIKES))
    return bool(_ONLY_WORDS.fullmatch(letters))


class ProductWordsValidator:
    """One of Django's `AUTH_PASSWORD_VALIDATORS`."""

    def validate(self, password: str, user=None) -> None:
        if is_of_product_words(password):
            raise ValidationError("This password is made of words that everybody here would try first.")

    def get_help_text(self) -> str:
        return "Not only words such as truepace or sprint."
