"""The API's reference tells every operation of the schema, to anybody, without a third party."""

import re

import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client) -> str:
    answer = client.get(reverse("api:reference"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_operation_is_told(page):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    wanted = {one["operationId"].replace("_", "-") for path in schema["paths"].values() for one in path.values()}
    assert set(re.findall(r'<details class="operation" id="([^"]+)"', page)) == wanted


def test_what_is_needed_and_what_is_refused_stands_there(page):
    move = page.partition('id="stories-move-create"')[2].partition('<details class="operation"')[0]
    assert '<code>status</code> <span class="tag">needed</span>' in move
    assert "<code>override_reason</code></dt>" in move
    assert "<dt>409</dt>" in move


def test_nothing_comes_from_elsewhere(page):
    assert set(re.findall(r'(?:src|href)="(https?:)?//', page)) == set()
