from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.urls("tests.core.urls")

PAGE = """{% extends shell %}{% block title %}R&amp;D board{% endblock %}{% block main %}<p>Hello</p>{% endblock %}"""


class Outline(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def of(self, tag, **attributes):
        return [have for name, have in self.elements if name == tag and attributes.items() <= have.items()]


@pytest.fixture(params=["shell/app.html", "shell/room.html"])
def page(request, render, at):
    return render(PAGE, at("/somewhere"), shell=request.param)


def test_one_block_names_the_page_in_title_and_heading(page):
    assert "<title>R&amp;D board · Pulse · Truepace</title>" in page
    assert "<h1>R&amp;D board</h1>" in page


def test_a_page_has_one_main_one_heading_and_unique_ids(page):
    outline = Outline(page)
    assert len(outline.of("main", id="main")) == len(outline.of("h1")) == 1
    ids = [have["id"] for _, have in outline.elements if "id" in have]
    assert len(ids) == len(set(ids))


def test_the_first_thing_to_reach_skips_to_the_content(page):
    assert Outline(page).of("a")[0] == {"class": "skip-link", "href": "#main"}


def test_regions_for_news_and_failures_are_there_before_they_are_filled(page):
    outline = Outline(page)
    assert outline.of("div", id="toasts", role="status")
    assert outline.of("div", id="page-errors", role="alert")
    assert outline.of("p", id="connection", role="status")


def test_htmx_may_not_evaluate_and_sends_the_token(page):
    [config] = Outline(page).of("meta", name="htmx-config")
    assert '"allowEval": false' in config["content"]
    assert '"selfRequestsOnly": true' in config["content"]
    assert "X-CSRFToken" in Outline(page).of("body")[0]["hx-headers"]


def test_single_keys_can_be_switched_off(render, at):
    request = at()
    assert 'data-single-keys="off"' not in render(PAGE, request, shell="shell/app.html", user=request.user)
    request.user.single_keys = False
    assert 'data-single-keys="off"' in render(PAGE, request, shell="shell/app.html", user=request.user)


def test_signing_out_is_a_post_with_a_token(page):
    outline = Outline(page)
    [form] = outline.of("form", id="sign-out")
    assert (form["method"], form["action"]) == ("post", "/accounts/logout/")


def test_the_page_for_our_own_faults_needs_neither_request_nor_database():
    assert "Something broke on our side." in render_to_string("500.html")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere", "/<script>alert(1)</script>"])
def test_a_missing_page_says_so_without_repeating_markup(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"There is no page here." in answer.content
    assert b"<script>alert" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/accounts/login/", "Sign in to Truepace"),
        ("/accounts/signup/", "Create your account"),
        ("/accounts/password/reset/", "Forgotten your password?"),
        ("/accounts/password/reset/done/", "Look into your mail"),
        ("/accounts/password/reset/key/x-y/", "This link does not work any more"),
        ("/accounts/confirm-email/never-sent/", "Confirm your address"),
    ],
)
def test_the_way_in_speaks_our_language(client, path, heading):
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_sign_in_keeps_the_address_and_says_why(client):
    answer = client.post("/accounts/login/", {"login": "maren@example.org", "password": "wrong"})
    page = answer.content.decode()
    assert 'value="maren@example.org"' in page
    assert 'class="note bad"' in page
    assert "wrong" not in page.replace("wrong-", "")
