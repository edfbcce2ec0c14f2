"""Any CSV file that a tool or a spreadsheet writes is read, or refused with its line."""

import io

import pytest

from core.errors import Invalid
from integrations.imports.reading.survey import survey
from integrations.imports.reading.table import Table
from integrations.imports.rules import limits


def table(content):
    return Table(io.BytesIO(content if isinstance(content, bytes) else content.encode()))


def cells(content):
    return [row.cells for row in table(content)]


def told(content):
    return [str(problem) for row in table(content) for problem in row.problems]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_every_usual_encoding_is_read(encoding, expected):
    content = "Title,Persona\nÜberwachung prüfen,Ärztin\n".encode(encoding)
    assert table(content).encoding == expected
    assert table(content).names == ["Title", "Persona"]
    assert cells(content) == [["Überwachung prüfen", "Ärztin"]]


def test_what_is_not_utf8_is_read_as_windows_1252_and_said():
    problems = table("Title\nPrüfen\n".encode("cp1252")).problems
    assert [problem.code for problem in problems] == ["encoding"]
    assert table("Title\nPrüfen\n").problems == []


def test_text_that_breaks_its_own_encoding_is_refused_with_the_line():
    # A lone surrogate half in the third line.
    content = "a,b\n1,2\n3,".encode("utf-16") + b"\x00\xd8" + "\n".encode("utf-16-le")
    with pytest.raises(Invalid, match=r"After line \d"):
        cells(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    rows = [["Title", "Points"], ["One, two; three", "5"], ["Four", "8"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert table(text).delimiter == delimiter
    assert cells(text) == rows[1:]


def test_decimal_commas_do_not_pass_for_a_delimiter():
    assert cells("Title;Points\nOne;0,5\nTwo;1,5\n") == [["One", "0,5"], ["Two", "1,5"]]


def test_a_spreadsheets_announcement_of_its_delimiter_is_heeded():
    assert table("sep=;\r\nTitle;Points\r\nOne;3\r\n").names == ["Title", "Points"]
    [row] = table("sep=;\r\nTitle;Points\r\nOne;3\r\n")
    assert (row.line, row.cells) == (3, ["One", "3"])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_in_the_file_not_as_records(ending):
    text = ending.join(["Title,Text", '"One","a', "b", 'c"', "", "Two,d", ""])
    assert [(row.line, row.cells[0]) for row in table(text)] == [(2, "One"), (6, "Two")]


def test_mixed_line_endings_are_read():
    assert cells("a,b\r\n1,2\n3,4\r5,6") == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_row_wider_than_the_header_is_kept_and_named():
    assert cells("a,b\n1,2,3\n4,5,,\n") == [["1", "2"], ["4", "5"]]
    [message] = told("a,b\n1,2,3\n4,5,,\n")
    assert message.startswith("Line 2: The row has more cells than there are columns.")
    assert "“3”" in message


def test_a_row_that_ends_early_is_filled_and_named():
    assert cells("a,b,c\n1\n") == [["1", "", ""]]
    assert told("a,b,c\n1\n")[0].startswith("Line 2: The row ends early")


def test_rows_without_any_text_do_not_count():
    assert cells("a,b\n,\n \t, \n1,2\n\n") == [["1", "2"]]


def test_a_column_name_that_comes_twice_is_one_column_with_two_places():
    columns = table("Summary,Sprint,Sprint,,Sprint\nx,1,2,,3\n").columns
    assert [(column.name, column.places) for column in columns] == [
        ("Summary", (0,)),
        ("Sprint", (1, 2, 4)),
        ("Column 4", (3,)),
    ]


def test_nul_characters_are_taken_out_and_the_row_is_named():
    content = b"a,b\n1,2\n3\x00,4\n5,6\n"
    assert cells(content) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert told(content) == ["Line 3: NUL characters were taken out of the row."]


def test_cells_that_look_like_formulas_stay_text():
    formulas = ["=1+1", "+3", "-3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\u202eabc"]
    text = "a\n" + "\n".join(f'"{formula}"' for formula in formulas)
    assert [row[0] for row in cells(text)] == formulas


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rest of a workbook",
        b"\x1f\x8b\x08rest of an archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"7z\xbc\xaf\x27\x1c",
    ],
)
def test_archives_workbooks_and_pictures_are_refused(content):
    with pytest.raises(Invalid, match="not a CSV file") as refused:
        table(content)
    assert refused.value.field == "file"
    assert "CSV" in refused.value.fix


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\x00" * 200])
def test_an_empty_file_is_refused(content):
    with pytest.raises(Invalid, match="empty"):
        table(content)


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line():
    with pytest.raises(Invalid, match="Line 3: a quotation mark is opened and never closed"):
        cells('a,b\n1,2\n3,"four\n5,6\n7,8\n')


def test_a_quotation_mark_inside_a_word_is_text():
    assert cells('a,b\n5" screen,x\n') == [['5" screen', "x"]]


def test_an_endless_cell_is_refused_with_its_line():
    with pytest.raises(Invalid, match="Line 2: a cell has more than 32,768 characters"):
        cells("a,b\n1," + "x" * (limits.MAX_CELL + 1) + "\n")
    assert len(cells("a,b\n1," + "x" * limits.MAX_CELL + "\n")) == 1


def test_an_open_quote_that_swallows_a_large_file_is_refused():
    with pytest.raises(Invalid, match="Line 2: a cell has more"):
        cells('a,b\n1,"' + "2,3\n" * 100_000)


def test_an_endless_line_is_refused_with_its_number():
    with pytest.raises(Invalid, match="Line 2 has more than 1,048,576 characters"):
        cells("a,b\n" + "1," * limits.MAX_LINE)


def test_a_million_columns_are_refused():
    with pytest.raises(Invalid, match="at most 200 columns come in"):
        table(",".join("a" * 400_000))
    assert len(table(",".join(f"c{n}" for n in range(limits.MAX_COLUMNS)) + "\n1").columns) == limits.MAX_COLUMNS


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("integrations.imports.reading.table.MAX_ROWS", 3)
    assert len(cells("a\n1\n2\n3\n")) == 3
    with pytest.raises(Invalid, match="more than 3 rows"):
        cells("a\n1\n2\n3\n4\n")


def test_a_table_can_be_read_again_and_leaves_the_file_open():
    file = io.BytesIO(b"a\n1\n2\n")
    rows = Table(file)
    assert [row.cells for row in rows] == [row.cells for row in rows] == [["1"], ["2"]]
    assert not file.closed


def test_the_survey_counts_words_only_where_they_are_few():
    text = "Status,Title,Tags,Tags\n" + "".join(f"Done,Story {n},a,b\n" for n in range(200))
    status, title, tags = survey(table(text)).columns
    assert status.words == {"Done": 200}
    assert title.words is None
    assert title.examples == ["Story 0", "Story 1", "Story 2"]
    assert tags.words == {"a": 200, "b": 200}
