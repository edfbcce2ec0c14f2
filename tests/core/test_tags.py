import re
from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.templatetags.truepace import initials

ATTACK = '"><script>alert(1)</script>'


def person(number=3, name="Maren Holt"):
    return SimpleNamespace(id=number, name=name)


def test_an_icon_is_decoration_unless_it_has_a_label(render):
    silent, spoken = render('{% icon "target" %}'), render('{% icon "target" "Sprint goal" %}')
    assert 'aria-hidden="true"' in silent
    assert 'href="/static/icons.svg#target"' in silent
    assert 'role="img" aria-label="Sprint goal"' in spoken
    assert "aria-hidden" not in spoken


@pytest.mark.parametrize(
    "template",
    [
        "{% icon attack attack %}",
        "{% avatar someone attack %}",
        "{% persona a_persona %}",
        "{% bar 5 attack attack %}",
    ],
)
def test_no_tag_lets_markup_through(render, template):
    attacked = SimpleNamespace(id=1, name=ATTACK, icon=ATTACK)
    page = render(template, attack=ATTACK, someone=attacked, a_persona=attacked)
    assert ATTACK not in page
    assert "<script" not in page
    assert "&lt;script" in page


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maren Holt", "MH"),
        ("Cher", "C"),
        ("Anna Maria van Dyk", "AD"),
        ("  spaced   out  ", "SO"),
        ("Ada Ada", "AA"),
        ("", "?"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


def test_a_person_keeps_the_colour_of_their_number(render):
    assert "tone-4" in render("{% avatar someone %}", someone=person(3))
    assert "tone-1" in render("{% avatar someone %}", someone=person(8))
    assert "tone-4" in render("{% avatar someone %}", someone=person(11, "Somebody Else"))


def test_an_avatar_says_who_is_online(render):
    page = render('{% avatar someone "small-avatar" here=True %}', someone=person())
    assert 'class="avatar tone-4 small-avatar here"' in page
    assert 'aria-label="Maren Holt, online"' in page
    assert ">MH<" in page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "?"),
        (3, "3"),
        (0, "0"),
        (Decimal("0.50"), "½"),
        (0.5, "½"),
        (Decimal("1.50"), "1.5"),
        (Decimal("20.00"), "20"),
        (Decimal("1E+2"), "100"),
        (Decimal("-3.0"), "-3"),
    ],
)
def test_points_read_as_people_write_them(render, value, text):
    assert render("{{ value|points }}", value=value) == text


def test_an_unsized_story_says_so_to_everyone(render):
    page = render("{% points value %}", value=None)
    assert "unsized" in page
    assert "not estimated" in page


def test_one_point_is_singular(render):
    assert "1 point<" not in render("{% points 1 %}")
    assert 'title="1 point"' in render("{% points 1 %}")
    assert 'title="2 points"' in render("{% points 2 %}")


def test_a_story_without_persona_shows_none(render):
    assert render("{% persona story.persona %}", story=SimpleNamespace(persona=None)) == ""
    assert "Ward nurse" in render("{% persona p %}", p=SimpleNamespace(name="Ward nurse", icon=""))


@pytest.mark.parametrize(("percent", "width"), [(40, "40"), (33.333333, "33.33"), (140, "100"), (-5, "0")])
def test_a_bar_stays_within_its_track(render, percent, width):
    widths = re.findall(r'width="([\d.]+)%"', render('{% bar percent "fill-good" %}', percent=percent))
    assert widths == ["100", width]


def test_remembered_text_is_printed_and_kept_once_escaped(render):
    page = render("{% remember title %} {{ raw }} {% endremember %}|{{ title }}", raw="R&D")
    assert page == "R&amp;D|R&amp;D"
