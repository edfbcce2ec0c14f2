"""Without a mail server letters become files, one for each Message-ID."""

from email import message_from_bytes

from django.core.mail import EmailMessage

from scrum.mail import Files, address_of


def letter(mark):
    return EmailMessage("Hello", "Some words", to=["ines@example.org"], headers={"Message-ID": f"<{mark}@x>"})


def test_a_letter_that_is_sent_twice_is_one_whole_file(tmp_path, settings):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    assert Files().send_messages([letter("a"), letter("a"), letter("b")]) == 3
    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert {file.suffix for file in files} == {".eml"}
    assert message_from_bytes(files[0].read_bytes())["Subject"] == "Hello"


def test_letters_name_the_first_origin_that_is_one_place():
    assert address_of(("https://*.example.org", "https://scrum.example.org/"), 8000) == "https://scrum.example.org"
    assert address_of((), 8123) == "http://localhost:8123"
