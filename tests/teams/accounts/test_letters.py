"""Letters about an account: plain words, the right link, and none that the house has not written itself."""

from pathlib import Path

import allauth
import pytest
from django.test import Client
from django.urls import reverse

from teams.accounts.letters import LETTERS, subject_and_text
from teams.models import User
from tests.factories import make_user

PASSWORD = "nine quiet monitors"
# What allauth could send for features that are switched off here.
OFF = {"login_code", "password_reset_code", "unknown_account", "webauthn_added", "webauthn_removed"}


def test_every_letter_that_allauth_can_send_here_is_the_houses_own():
    templates = Path(allauth.__file__).parent / "templates"
    found = {str(path.relative_to(templates)).removesuffix("_subject.txt") for path in templates.rglob("*_subject.txt")}
    assert {name for name in found if name.rpartition("/")[2] not in OFF} == set(LETTERS)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_what_it_knows(name):
    known = dict.fromkeys(("from_email", "to_email", "deleted_email", "provider"), "Known & told")
    known |= {"activate_url": "https://x.example/a", "password_reset_url": "https://x.example/r", "user": "Ada"}
    subject, text = subject_and_text(LETTERS[name], known)
    assert "\n" not in subject
    assert "!" not in text
    assert "&amp;" not in text
    assert "Truepace" in text


@pytest.mark.django_db
def test_a_forgotten_password_is_chosen_anew_by_the_letters_link(mailoutbox):
    ada = make_user("Ada")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ada.email})
    [letter] = mailoutbox
    assert letter.subject == "Truepace: Choose a new password"
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    form = client.get(link, follow=True)
    form = client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert form.status_code == 302
    assert User.objects.get(pk=ada.pk).check_password(PASSWORD)
    assert mailoutbox[-1].subject == "Truepace: Your password was changed"
    assert "From: 127.0.0.1" in mailoutbox[-1].body


@pytest.mark.django_db
def test_forms_at_the_door_spell_e_mail_as_the_rest_does():
    for name in ("account_login", "account_signup", "account_reset_password"):
        html = Client().get(reverse(name)).content.decode()
        assert ">E-mail</label>" in html
        assert "placeholder" not in html
