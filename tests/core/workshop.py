"""A page on which every behaviour of the shell can be tried, without any room behind it."""

from pathlib import Path
from types import SimpleNamespace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines

from core import http
from core.errors import GateClosed
from teams.access import public_page

HEARTWORKS = SimpleNamespace(pk=1, name="Heartworks", slug="heartworks")
PULSE = SimpleNamespace(
    pk=7, name="Pulse", slug="pulse", purpose="Cardiac telemetry", organisation=HEARTWORKS, organisation_id=1
)
MAREN = SimpleNamespace(pk=3, id=3, name="Maren Holt", is_authenticated=True, single_keys=True)

PAGE = (Path(__file__).parent / "workshop.html").read_text()

DIALOG = """<dialog class="dialog" aria-labelledby="d"><header><h2 id="d">Fetched</h2></header>
<div class="dialog-body"><form method="dialog"><button class="button">Close</button></form></div></dialog>"""


def at_pulse(request, *, team=PULSE):
    """Gives a request what `teams.access` leaves on it."""
    request.user = MAREN
    request.access = SimpleNamespace(team=team, organisation=HEARTWORKS)
    return request


@public_page
def page(request):
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"my_teams": [PULSE]}, at_pulse(request)))


def refuse(request):
    open_items = ["Reviewed by a second person", "<b>Risk</b> file"]
    return http.domain_error_response(
        request, GateClosed("Not done.", open_items=open_items, field="goal", fix="Tick it.")
    )


ANSWERS = {
    "toast": lambda request: http.toast(request, HttpResponse(status=204), "Moved.", undo_url="/workshop/undo"),
    "undo": lambda request: http.toast(request, HttpResponse(status=204), "Back again."),
    "refuse": refuse,
    "sign-in": lambda request: redirect("account_login"),
    "dialog": lambda request: HttpResponse(DIALOG),
    "part": lambda request: HttpResponse('<div id="part"><h2>After</h2></div>'),
    "save": lambda request: http.toast(request, redirect("workshop"), "Saved."),
}


@public_page
def answer(request, kind):
    return ANSWERS[kind](request)
