import csv
from decimal import Decimal
from io import StringIO

import pytest

from core.spreadsheet import csv_response, to_csv

LEADS = ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"]
HARMFUL = [lead + "cmd" for lead in LEADS] + [blank + lead + "1" for lead in LEADS for blank in " \t\r\n\u00a0"]


def cells(text):
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("text", [*HARMFUL, "\tx", "\rx", "\nx"], ids=ascii)
def test_what_a_spreadsheet_would_run_is_disarmed(text):
    (cell,) = cells(to_csv(["Title"], [[text]]))[1]
    assert cell.startswith("'")
    assert cell.replace("'", "") == text


@pytest.mark.parametrize("text", ["a=b", "3 - 2", "Größer", "100%", "", "x\n- y", "a, b; c", "mail@example.org"])
def test_harmless_text_is_left_alone(text):
    assert cells(to_csv(["Title"], [[text]]))[1] == [text]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "\r", "\n", "\r\n", "; "])
@pytest.mark.parametrize("formula", ["=1", "@x", "+1", "-1", "＝1"])
def test_what_another_separator_would_cut_off_does_not_run_either(separator, formula):
    assert cells(to_csv(["Title"], [[f"a{separator}{formula}", 1]]))[1] == [f"a{separator}'{formula}", "1"]


def test_numbers_stay_numbers():
    assert to_csv(["a", "b", "c"], [[-3, Decimal("0.5"), 4.25]]).splitlines()[1] == "-3,0.5,4.25"


def test_the_answer_is_a_file_that_nobody_stores():
    answer = csv_response("a", "Sprint 3 ledger")
    assert answer["Content-Disposition"] == 'attachment; filename="Sprint 3 ledger.csv"'
    assert "no-store" in answer["Cache-Control"]
