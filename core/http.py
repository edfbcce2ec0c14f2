"""Answers that pages share: toasts and refusals, for htmx and for plain posts alike."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from core.errors import DomainError, TooMany

PROBLEM = "application/problem+json"


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks and so wants a fragment."""
    return bool(getattr(request, "htmx", False))


def toast(request: HttpRequest, response: HttpResponse, text: str, *, undo_url: str = ""):
    """Tell the person what was done; `undo_url` gets a POST when they press Undo.

    Shown at once by htmx, otherwise on the next page (then `response` is usually a redirect).
    Returns the response.
    """
    if is_htmx(request):
        # At the body: in a room a frame may replace the form that asked before its answer is here.
        return trigger_client_event(response, "toast", {"text": text, "undo_url": undo_url, "target": "body"})
    messages.success(request, text, extra_tags=undo_url)
    return response


def go_on(request: HttpRequest, address: str, text: str = "", *, undo_url: str = "") -> HttpResponse:
    """Lead to another page of ours, for htmx and for plain posts alike, with a toast on it as `toast` shows it."""
    if text:
        messages.success(request, text, extra_tags=undo_url)
    return HttpResponseClientRedirect(address) if is_htmx(request) else HttpResponseRedirect(address)


def problem_of(error: DomainError) -> dict:
    """A refusal as RFC 9457 problem details, the same for pages and for programs."""
    problem = {
        "type": "about:blank",
        "title": error.code.replace("_", " ").capitalize(),
        "status": error.status,
        "code": error.code,
        "detail": error.message,
        "fix": error.fix,
        "field": error.field,
    }
    open_items = getattr(error, "open_items", ())
    return problem | ({"open_items": list(open_items)} if open_items else {})


def domain_error_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused change that has no form to be shown in.

    htmx gets the problem as JSON and writes it beside what was pressed; a plain post gets a page.
    """
    if is_htmx(request):
        answer = JsonResponse(problem_of(error), status=error.status, content_type=PROBLEM)
    else:
        answer = render(request, "problem.html", {"error": error}, status=error.status)
    for name, value in headers_of(error).items():
        answer.headers[name] = value
    return answer


def headers_of(error: DomainError) -> dict[str, str]:
    """What a refusal says besides its text: when to come back."""
    return {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else {}


def add_to_form(form, error: DomainError) -> None:
    """Show a refusal at the field it names, or above the form where it names none of its fields."""
    form.add_error(error.field if error.field in form.fields else None, error.text)
