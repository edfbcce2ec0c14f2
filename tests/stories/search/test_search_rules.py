"""Words, keys and passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.search.rules import MOST_WORDS, fold, has_all, key_in, pieces, snippet, words_of

TEXTS = st.text(max_size=200)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_an_engine_only_ever_sees_letters_digits_and_single_spaces(text):
    assert all(word.isalnum() for word in fold(text).split(" ") if word)
    assert "  " not in fold(text)
    assert len(words_of(text)) <= MOST_WORDS


@given(TEXTS)
def test_a_text_has_all_its_own_words(text):
    assert has_all(text, words_of(text))


@given(TEXTS, st.lists(st.sampled_from(["a", "st", "1", "é"]), max_size=3))
def test_pieces_are_the_text(text, words):
    assert "".join(piece.text for piece in pieces(text, words)) == text


@given(TEXTS)
def test_a_snippet_is_never_much_longer_than_asked(text):
    assert sum(len(piece.text) for piece in snippet(text, words_of(text), 40)) <= 44


def test_a_piece_is_a_hit_as_far_as_it_was_typed():
    assert [(piece.text, piece.is_hit) for piece in pieces("An alarm’s Alarms", ["alarm"])] == [
        ("An ", False), ("alarm", True), ("’s ", False), ("Alarm", True), ("s", False),
    ]  # fmt: skip
    assert [(piece.text, piece.is_hit) for piece in pieces("Straße", ["stras"])] == [("Straße", True)]


def test_a_snippet_shows_the_first_hit_between_whole_words():
    text = "word " * 60 + "the alarm came twice " + "more " * 60
    shown = snippet(text, ["alarm"], 60)
    said = "".join(piece.text for piece in shown)
    assert said.startswith("… word")
    assert said.endswith("more …")
    assert [piece.text for piece in shown if piece.is_hit] == ["alarm"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [("ct-42", "CT-42"), (" #CT-42 ", "CT-42"), ("CT-42 alarm", ""), ("42", ""), ("", ""), ("CT-", "")],
)
def test_a_key_is_known_by_its_shape(typed, key):
    assert key_in(typed) == key
