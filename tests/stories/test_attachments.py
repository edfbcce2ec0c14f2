from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Invalid
from scrum import env
from stories.attachments import rules
from stories.attachments.services import attach_file, delete_attachment, erase_deleted_files, restore_attachment
from stories.models import Attachment
from stories.story.services import delete_story
from tests.factories import NOW, make_story, make_team, owner_of
from tests.stories.files import a_file, png
from tests.stories.world import HTMX, address, signed_in

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": files}


@pytest.fixture
def story():
    return make_story(make_team())


def _attach(story, name="strip.png", content=None) -> Attachment:
    return attach_file(story=story, upload=a_file(name, content), name=name, actor=owner_of(story.team), now=NOW)


def _get(story, attachment):
    return signed_in(owner_of(story.team)).get(address(story.team, "attachment", key=story.key, pk=attachment.pk))


def test_a_picture_is_shown_and_can_do_nothing(story):
    answer = _get(story, _attach(story))
    assert answer.content == png()
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'inline; filename="strip.png"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("plan.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("beats.json", b'{"beats": 9}', "text/plain; charset=utf-8"),
        ("größe 5.csv", "Größe;5".encode(), "text/plain; charset=utf-8"),
        ("words.docx", b"PK\x03\x04rest", "application/zip"),
    ],
)
def test_everything_else_is_a_download_under_its_own_name(story, name, content, content_type):
    answer = _get(story, _attach(story, name, content))
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"].startswith("attachment; filename")


def test_a_name_beyond_ascii_travels_as_rfc_6266_says(story):
    answer = _get(story, _attach(story, "größe.csv", b"5"))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.csv"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evil.html", b"<html><script>alert(1)</script>"),
        ("evil.svg", SVG),
        ("evil.png", SVG),
        ("evil.txt", b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>"),
        ("evil.csv", b"\n<script>alert(1)</script>"),
        ("evil.png", b"MZ\x90\x00"),
        ("evil.exe", b"MZ\x90\x00"),
        ("evil.js", b"alert(1)"),
        ("evil.html", png()),
        ("evil.pdf", png()),
        ("empty.txt", b""),
        ("noending", b"words"),
        ("half.txt", b"\xff\xfe\x00words"),
    ],
)
def test_what_might_act_or_is_not_what_it_says_is_refused_and_leaves_nothing(story, name, content):
    with pytest.raises(Invalid) as refused:
        _attach(story, name, content)
    assert refused.value.field == "file"
    assert refused.value.fix
    assert not Attachment.objects.exists()
    assert not default_storage.exists("attachments")


def test_too_large_and_too_many_are_refused_with_the_limit(story, settings):
    settings.ATTACHMENT_LARGEST, settings.ATTACHMENTS_PER_STORY = 1024, 1
    with pytest.raises(Invalid, match="at most 1 KB"):
        _attach(story, "big.txt", b"x" * 4000)
    _attach(story)
    with pytest.raises(Invalid, match="at most 1 attachments"):
        _attach(story)


def test_the_page_says_why_a_file_is_refused(story):
    client, url = signed_in(owner_of(story.team)), address(story.team, "attach", key=story.key)
    problem = client.post(url, {"file": a_file("evil.svg", SVG)}, headers=HTMX).json()
    assert problem["detail"] == "“evil.svg” is of a kind that is not taken."
    assert client.post(url, {}, headers=HTMX).json()["detail"] == "No file came."


def test_a_name_is_shown_as_text(story):
    evil = "<img src=x onerror=alert(1)>\u202egnp.png"
    client = signed_in(owner_of(story.team))
    client.post(address(story.team, "attach", key=story.key), {"file": a_file(evil)}, headers=HTMX)
    page = client.get(address(story.team, "story", key=story.key)).content.decode()
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert Attachment.objects.get().name == "img src=x onerror=alert(1)gnp.png"


def test_keys_hold_the_organisation_and_nothing_of_the_name(story):
    first, second = _attach(story), _attach(story)
    folder, number, key = first.file.name.split("/")
    assert (folder, number) == ("attachments", str(story.team.organisation_id))
    assert len(key) == 32
    assert first.file.name != second.file.name


def test_a_deleted_file_is_gone_comes_back_by_undo_and_is_erased_after_a_week(story):
    attachment, actor = _attach(story), owner_of(story.team)
    delete_attachment(attachment=attachment, actor=actor, now=NOW)
    assert _get(story, attachment).status_code == 404
    assert erase_deleted_files(now=NOW + WEEK) == 0
    restore_attachment(attachment=attachment, actor=actor, now=NOW)
    assert _get(story, attachment).status_code == 200
    delete_attachment(attachment=attachment, actor=actor, now=NOW)
    assert erase_deleted_files(now=NOW + WEEK + timedelta(seconds=1)) == 1
    assert not default_storage.exists(attachment.file.name)
    with pytest.raises(Conflict):
        restore_attachment(attachment=attachment, actor=actor, now=NOW)


def test_the_files_of_a_deleted_story_are_erased(story):
    attachment = _attach(story)
    delete_story(story=story, actor=owner_of(story.team), now=NOW)
    assert erase_deleted_files(now=NOW) == 1
    assert not default_storage.exists(attachment.file.name)


def test_a_file_that_the_storage_lost_is_not_found(story):
    attachment = _attach(story)
    default_storage.delete(attachment.file.name)
    assert _get(story, attachment).status_code == 404


def test_the_storage_is_a_setting():
    house = env.read({"FILE_STORAGE": "storages.backends.s3.S3Storage", "FILE_STORAGE_OPTIONS": '{"bucket_name": "b"}'})
    assert (house.file_storage, house.file_storage_options) == (
        "storages.backends.s3.S3Storage",
        {"bucket_name": "b"},
    )
    with pytest.raises(env.Misconfigured, match="FILE_STORAGE_OPTIONS"):
        env.read({"FILE_STORAGE_OPTIONS": "[]"})


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_has_no_folder_and_stays_as_it_is(name):
    cleaned = rules.clean_name(name)
    assert 0 < len(cleaned) <= rules.LONGEST_NAME
    assert not set(cleaned) & set('/\\<>:"|?*\x00\u202e')
    assert rules.clean_name(cleaned) == cleaned
