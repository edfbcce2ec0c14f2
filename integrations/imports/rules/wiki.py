"""Jira's wiki markup → Markdown, as far as people use it; what it does not know stays as it was written. Pure."""

import re
from typing import Final

_BLOCK = re.compile(r"\{(code|noformat)(?::([^}\n]{0,80}))?\}(.*?)\{\1\}", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,20}")
_QUOTE = re.compile(r"\{quote\}(.*?)\{quote\}", re.DOTALL)
_COLOUR = re.compile(r"\{(?:color|panel)(?::[^}\n]{0,200})?\}")
_HEADING = re.compile(r"^[ \t]*h([1-6])\.[ \t]+", re.MULTILINE)
_CITED = re.compile(r"^[ \t]*bq\.[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*([*#-]{1,6})[ \t]+(?=\S)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*-{4,}[ \t]*$", re.MULTILINE)
_TABLE_HEAD = re.compile(r"^[ \t]*\|\|(.*?)\|\|[ \t]*$", re.MULTILINE)
_CODE = re.compile(r"\{\{(.{1,300}?)\}\}")
_LINK = re.compile(r"\[([^\[\]|\n]{1,300})\|([^\[\]|\s]{1,1000})(?:\|[^\[\]\n]{0,50})?\]")
_ADDRESS = re.compile(r"\[((?:https?|mailto):[^\[\]|\s]{1,1000})\]")
_PERSON = re.compile(r"\[~(?:accountid:)?([^\[\]\s]{1,100})\]")
_PICTURE = re.compile(r"!([^!\s|][^!\n|]{0,200}\.(?:png|jpe?g|gif|svg|bmp|webp))(?:\|[^!\n]{0,100})?!", re.IGNORECASE)
_INLINE: Final = (
    (re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w+\\])\+(?=\S)([^+\n]{1,500}?)(?<=\S)\+(?![\w+])"), r"\1"),
    (re.compile(r"(?<![\w~\\-])-(?=[^\s-])([^\n-]{1,300}?)(?<=\S)-(?![\w-])"), r"~~\1~~"),
)


def to_markdown(text: str) -> str:
    """The same text in Markdown; code keeps every character."""
    kept, begin = [], 0
    for block in _BLOCK.finditer(text):
        kept.append(_prose(text[begin : block.start()]))
        kept.append(_fenced(block[2] or "", block[3]))
        begin = block.end()
    kept.append(_prose(text[begin:]))
    return "".join(kept).strip()


def _fenced(options: str, code: str) -> str:
    first = options.partition("|")[0]
    language = first if _LANGUAGE.fullmatch(first) else ""
    body = code.strip("\r\n")
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", body) or [""]))
    return f"\n{fence}{language.lower()}\n{body}\n{fence}\n"


def _prose(text: str) -> str:
    text = _QUOTE.sub(lambda found: _cited(found[1]), text)
    text = _COLOUR.sub("", text)
    text = _RULE.sub("---", text)
    text = _BULLET.sub(_bullet, text)
    text = _TABLE_HEAD.sub(_table_head, text)
    pieces = _CODE.split(text)
    pieces[::2] = [_inline(piece) for piece in pieces[::2]]
    pieces[1::2] = [f"`{piece}`" for piece in pieces[1::2]]
    text = _CITED.sub("> ", "".join(pieces))
    return _HEADING.sub(lambda found: "#" * int(found[1]) + " ", text)


def _inline(text: str) -> str:
    text = _PERSON.sub(r"@\1", _LINK.sub(r"[\1](\2)", _ADDRESS.sub(r"<\1>", text)))
    text = _PICTURE.sub(r"(picture: \1)", text)
    for pattern, becomes in _INLINE:
        text = pattern.sub(becomes, text)
    return text


def _cited(text: str) -> str:
    return "\n" + "\n".join(f"> {line.strip()}" for line in text.strip().splitlines()) + "\n"


def _bullet(found: re.Match[str]) -> str:
    marks = found[1]
    if marks.startswith("--"):
        return found[0]
    return "   " * (len(marks) - 1) + ("1. " if marks[-1] == "#" else "- ")


def _table_head(found: re.Match[str]) -> str:
    names = [name.strip() for name in found[1].split("||")]
    return f"| {' | '.join(names)} |\n|{' --- |' * len(names)}"
