"""What votes say, whatever they are."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ceremonies.poker.rules import SPECIAL, Deck, Voice, clean_reason, is_all_in, outcome_of

DECK = Deck((str(size), Decimal(size)) for size in (1, 2, 3, 5, 8, 13, 21))
LABELS = [card.label for card in DECK]
SIZES = [card.label for card in DECK.sizes]


def voices_of(values) -> list[Voice]:
    return [Voice(f"Person {number}", value, seat=f"s{number}") for number, value in enumerate(values)]


votes = st.lists(st.sampled_from(LABELS), max_size=30)
sizes = st.lists(st.sampled_from(SIZES), min_size=1, max_size=30)


@given(votes)
def test_every_voice_is_in_exactly_one_pile_under_its_own_card(values):
    outcome = outcome_of(DECK, voices_of(values))
    piles = [*outcome.sizes, *outcome.others]
    assert sorted(voice.seat for pile in piles for voice in pile.voices) == sorted(f"s{n}" for n in range(len(values)))
    assert all(voice.value == pile.card.label for pile in piles for voice in pile.voices)
    assert all(1 <= pile.percent <= 100 for pile in outcome.sizes)


@given(votes, st.randoms())
def test_the_order_in_which_votes_came_says_nothing(values, chance):
    voices = voices_of(values)
    shuffled = chance.sample(voices, len(voices))
    assert outcome_of(DECK, voices) == outcome_of(DECK, shuffled)


@given(votes)
def test_the_suggestion_is_a_card_that_most_of_those_with_a_size_chose(values):
    outcome = outcome_of(DECK, voices_of(values))
    chosen = Counter(value for value in values if value not in SPECIAL)
    if not chosen:
        assert (outcome.suggested, outcome.agreement, outcome.ends) == (None, None, None)
    else:
        assert chosen[outcome.suggested.label] == max(chosen.values())
        assert outcome.agreement == round(100 * max(chosen.values()) / chosen.total())


@given(sizes, st.lists(st.sampled_from(SPECIAL), max_size=10))
def test_unsure_endless_and_coffee_move_neither_suggestion_nor_spread(values, others):
    without, with_ = (outcome_of(DECK, voices_of(one)) for one in (values, values + others))
    assert (without.suggested, without.steps, without.agreement) == (with_.suggested, with_.steps, with_.agreement)
    assert [pile.count for pile in without.sizes] == [pile.count for pile in with_.sizes]


@given(sizes)
def test_the_ends_are_the_lowest_and_the_highest_voice_and_only_they(values):
    outcome = outcome_of(DECK, voices_of(values))
    places = [DECK.place(value) for value in values]
    assert outcome.steps == max(places) - min(places)
    ends = {value for value in set(values) if outcome.is_end(value)}
    expected = {LABELS[min(places)], LABELS[max(places)]} if len(set(values)) > 1 else set()
    assert ends == expected


@given(votes)
def test_unanimous_means_one_size_and_nothing_else(values):
    assert outcome_of(DECK, voices_of(values)).is_unanimous == (len(set(values)) == 1 and values[0] in SIZES)


@given(sizes)
def test_two_camps_are_apart_and_hold_three_quarters(values):
    outcome = outcome_of(DECK, voices_of(values))
    if outcome.has_two_camps:
        first, second = sorted((pile.count for pile in outcome.sizes), reverse=True)[:2]
        assert outcome.is_wide
        assert 4 * (first + second) >= 3 * len(values)
        assert 2 * second > first


@given(st.sets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_all_in_asks_for_everybody_and_for_somebody(voters, voted):
    assert is_all_in(voters, voted) == (len(voters) > 0 and not voters - voted)


@given(st.text(max_size=160))
def test_a_cleaned_reason_is_one_line_and_stays_as_it_is(reason):
    once = clean_reason(reason)
    assert clean_reason(once) == once
    assert "\n" not in once
    assert "\x00" not in once
