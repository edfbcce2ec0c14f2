"""How large an import may be. A real export of 22,500 issues has 6.5 MB; the caps leave room for four times that."""

from typing import Final

MAX_BYTES: Final = 20 * 2**20
MAX_ROWS: Final = 100_000
MAX_SPRINTS: Final = 500
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 32_768
MAX_LINE: Final = 2**20
MAX_RECORD: Final = 2**21
# What a report keeps of each kind of problem; the rest is counted.
MAX_KINDS: Final = 200
MAX_LINES_KEPT: Final = 50
# Different words of one column that a person can be asked to translate.
MAX_WORDS: Final = 100
# Files with at most as many rows are worked on while somebody waits for the page, larger ones in the background.
ROWS_AT_ONCE: Final = 2000
# Seconds of the processor for one pass over a file. 100,000 rows take a fraction of it.
MAX_SECONDS: Final = 120
