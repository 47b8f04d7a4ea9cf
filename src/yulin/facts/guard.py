"""What a file really is, and whether it may be opened; nothing here trusts a file's name.

A workbook is a zip of XML parts, or an OLE container for the older format and for encrypted files.
Both are looked through before any reader of spreadsheets sees them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from yulin.facts import guard_zip
from yulin.facts.errors import RefusedError
from yulin.facts.limits import MIB, Limits
from yulin.facts.messages import problem

FileKind = Literal["xlsx", "ods", "xls", "csv", "parquet"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SUFFIXES: Final = frozenset({".csv", ".txt", ".tsv"})
#: first bytes → what the file is, in both languages
_FOREIGN: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"MZ", "可执行程序", "a program"),
    (b"\x7fELF", "可执行程序", "a program"),
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"\x89PNG", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"BM", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"SQLite format 3", "数据库文件", "a database"),
)
_MARKUP: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"<html", "网页（改了后缀名）", "a web page under another name"),
    (b"<!doctype", "网页（改了后缀名）", "a web page under another name"),
    (b"<table", "网页（改了后缀名）", "a web page under another name"),
    (b"<?xml", "XML 文件", "an XML file"),
    (b"mime-version", "网页（改了后缀名）", "a web page under another name"),
)


def inspect(path: Path, *, limits: Limits) -> FileKind:
    """Return what a file is by its content, after every check that can be made unopened.

    Raises RefusedError whose problem is one of `messages.FILE`.
    """
    size = path.stat().st_size
    if size == 0:
        raise RefusedError(problem("empty_file"))
    head = _head(path)
    if head.startswith(b"PAR1"):
        return _parquet(path)
    if size > limits.file_bytes:
        raise RefusedError(
            problem("too_large", size=size // MIB, limit=limits.file_bytes // MIB),
        )
    if head.startswith(b"PK"):
        return guard_zip.inspect(path, limits=limits)
    if head.startswith(_OLE):
        return _ole(path)
    return _text(path, head)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _parquet(path: Path) -> FileKind:
    with path.open("rb") as file:
        file.seek(-4, 2)
        if file.read() != b"PAR1":
            raise RefusedError(problem("truncated"))
    return "parquet"


def _ole(path: Path) -> FileKind:
    """An old workbook, an encrypted new one, or another program's document.

    Stream names are UTF-16 in the container's directory, so they are found without parsing it.
    """
    content = path.read_bytes()
    if _holds(content, "EncryptedPackage"):
        raise RefusedError(problem("encrypted"))
    if not (_holds(content, "Workbook") or _holds(content, "Book")):
        raise wrong_type("其他软件的文档", "another program's document")
    if _holds(content, "_VBA_PROJECT"):
        raise RefusedError(problem("macro"))
    return "xls"


def _holds(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _text(path: Path, head: bytes) -> FileKind:
    for start, zh, en in _FOREIGN:
        if head.startswith(start):
            raise wrong_type(zh, en)
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, zh, en in _MARKUP:
        if plain.startswith(start):
            raise wrong_type(zh, en)
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        raise wrong_type("文本或未知格式的文件", "text or a file of unknown format")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise wrong_type("二进制文件", "a binary file")
    return "csv"


def wrong_type(zh: str, en: str) -> RefusedError:
    """The refusal of a file that is something else, named in both languages."""
    return RefusedError(problem("wrong_type", actual_zh=zh, actual_en=en))
