import json

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse

from core import http
from core.errors import Conflict, GateClosed, Invalid, NotAllowed


@pytest.fixture
def htmx(rf):
    request = rf.post("/story")
    request.htmx = True
    return request


@pytest.fixture
def plain(rf):
    request = rf.post("/story")
    request.htmx = False
    request._messages = CookieStorage(request)
    return request


def test_htmx_gets_a_toast_with_its_answer(htmx):
    response = http.toast(htmx, HttpResponse(), "Moved “é”.", undo_url="/undo")
    told = {"text": "Moved “é”.", "undo_url": "/undo", "target": "body"}
    assert json.loads(response["HX-Trigger"]) == {"toast": told}
    assert response["HX-Trigger"].isascii()


def test_a_plain_post_gets_its_toast_on_the_next_page(plain, render):
    http.toast(plain, HttpResponse(), "Moved <b>.", undo_url="/undo")
    page = render('{% include "parts/_toasts.html" %}', messages=get_messages(plain))
    assert "Moved &lt;b&gt;." in page
    assert 'action="/undo"' in page


def test_a_toast_without_a_way_back_has_no_button(plain, render):
    http.toast(plain, HttpResponse(), "Saved.")
    assert "<button" not in render('{% include "parts/_toasts.html" %}', messages=get_messages(plain))


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Invalid("No."), 400, "invalid"),
        (Conflict("Late."), 409, "conflict"),
        (GateClosed("Not done.", open_items=["Reviewed"]), 409, "gate_closed"),
        (NotAllowed("Not yours."), 403, "not_allowed"),
    ],
)
def test_a_refusal_is_the_same_problem_for_everyone(htmx, error, status, code):
    response = http.domain_error_response(htmx, error)
    problem = json.loads(response.content)
    assert response.status_code == problem["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["detail"] == error.message


def test_a_refusal_names_the_field_the_fix_and_what_is_open():
    error = GateClosed("Not done.", open_items=["Reviewed"], field="status", fix="Tick it.")
    problem = http.problem_of(error)
    assert (problem["field"], problem["fix"], problem["open_items"]) == ("status", "Tick it.", ["Reviewed"])


def test_a_plain_post_is_refused_by_a_page_in_words(plain):
    error = GateClosed("<i>Not</i> done.", open_items=["Reviewed <b>twice</b>"], fix="Tick it.")
    response = http.domain_error_response(plain, error)
    page = response.content.decode()
    assert response.status_code == 409
    assert "&lt;i&gt;Not&lt;/i&gt; done." in page
    assert "Reviewed &lt;b&gt;twice&lt;/b&gt;" in page
    assert "Tick it." in page


class GoalForm(forms.Form):
    goal = forms.CharField()


@pytest.mark.parametrize(("field", "shown_at"), [("goal", "goal"), ("", "__all__"), ("elsewhere", "__all__")])
def test_a_refusal_is_shown_at_its_field_or_above_the_form(field, shown_at):
    form = GoalForm({"goal": "x"})
    http.add_to_form(form, Invalid("Too short.", field=field, fix="Write a sentence."))
    assert form.errors == {shown_at: ["Too short. Write a sentence."]}
