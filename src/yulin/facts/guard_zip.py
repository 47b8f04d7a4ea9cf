"""Checks on the zip container of a workbook: size, ratio, names, macros, entities, links."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Literal

from yulin.facts.errors import RefusedError
from yulin.facts.limits import MIB, Limits
from yulin.facts.messages import problem

_CHUNK: Final = 1024 * 1024
_XML: Final = (".xml", ".rels", ".vml")
_ACTIVE: Final = re.compile(
    r"vbaProject|vbaData|activeX|macrosheets|ctrlProps.*\.bin|Basic/.*\.xml|Scripts/", re.IGNORECASE
)
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']""")
#: a relationship to something outside the file; a hyperlink is harmless, never followed by us
_OUTSIDE: Final = re.compile(rb"<Relationship\b[^>]*\bTargetMode\s*=\s*[\"']External[\"'][^>]*>")
_OLE: Final = b"\xd0\xcf\x11\xe0"


def inspect(path: Path, *, limits: Limits) -> Literal["xlsx", "ods"]:
    """Return which workbook a zip is; raises RefusedError for anything else and for traps."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, limits)
            kind = _kind(archive)
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise RefusedError(problem("truncated")) from error
    except ValueError as error:
        # a name that is not UTF-8, an extra field cut short
        raise RefusedError(problem("truncated")) from error
    return kind


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse by the list of contents alone, before anything is unpacked."""
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise _bomb(f"{len(parts)} 个部件 / parts")
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked_bytes:
        raise _bomb(f"{total // MIB} MB")
    for part in parts:
        _check_part(part, limits)
    _check_overlap(parts)


def _check_part(part: zipfile.ZipInfo, limits: Limits) -> None:
    if part.flag_bits & 1:
        raise RefusedError(problem("encrypted"))
    name = part.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in name:
        raise RefusedError(problem("unsafe_path", name=part.orig_filename[:80]))
    if _ACTIVE.search(name):
        raise RefusedError(problem("macro"))
    if "/externalLinks/" in name:
        raise RefusedError(problem("external_link"))
    if part.file_size > limits.small_part:
        ratio = part.file_size // max(part.compress_size, 1)
        if ratio > limits.ratio:
            raise _bomb(f"{ratio}:1")


def _check_overlap(parts: list[zipfile.ZipInfo]) -> None:
    """Parts that share bytes are how 42 KB unpack to gigabytes without nesting."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise _bomb("部件重叠 / overlapping parts")
        end = part.header_offset + part.compress_size


def _kind(archive: zipfile.ZipFile) -> Literal["xlsx", "ods"]:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        if b"spreadsheet" in archive.read("mimetype")[:200]:
            return "ods"
        raise _other("OpenDocument 文档", "an OpenDocument text or drawing")
    if "xl/workbook.bin" in names:
        raise _other(".xlsb 二进制工作簿", "an .xlsb binary workbook")
    if any(name.startswith("word/") for name in names):
        raise _other("Word 文档", "a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise _other("PowerPoint 文档", "a PowerPoint document")
    raise _other("压缩包", "a zip archive")


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    unpacked = 0
    for part in archive.infolist():
        if part.is_dir():
            continue
        for size in _part_sizes(archive, part):
            unpacked += size
            # the directory may lie about sizes, so they are counted as well
            if unpacked > limits.unpacked_bytes:
                raise _bomb(f"{unpacked // MIB} MB")


def _part_sizes(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    with archive.open(part) as file:
        head = file.read(_CHUNK)
        if head.startswith((b"PK\x03\x04", _OLE, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
            raise RefusedError(problem("nested_archive", name=part.filename[:80]))
        yield len(head)
        # content types and parts may carry any name, so whatever starts as XML is XML
        if part.filename.lower().endswith(_XML) or head.lstrip()[:1] == b"<":
            yield from _check_xml(part.filename, head, file)


def _check_xml(name: str, head: bytes, file: IO[bytes]) -> Iterator[int]:
    _check_encoding(name, head)
    kept, chunk = b"", head
    while chunk:
        window = kept + chunk
        if _DTD.search(window):
            raise RefusedError(problem("xml_dtd", name=name[:80]))
        if name.endswith(".rels"):
            _check_links(window)
        kept = window[-4096:]
        chunk = file.read(_CHUNK)
        yield len(chunk)


def _check_encoding(name: str, head: bytes) -> None:
    """Only UTF-8 is searched for entities, so nothing else may pass."""
    declared = _ENCODING.search(head.removeprefix(b"\xef\xbb\xbf")[:400])
    known = declared is None or declared[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}
    if not known or head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:64]:
        raise RefusedError(problem("xml_encoding", name=name[:80]))


def _check_links(window: bytes) -> None:
    for found in _OUTSIDE.findall(window):
        if b"/hyperlink" not in found:
            raise RefusedError(problem("external_link"))


def _bomb(why: str) -> RefusedError:
    return RefusedError(problem("zip_bomb", why=why))


def _other(zh: str, en: str) -> RefusedError:
    return RefusedError(problem("wrong_type", actual_zh=zh, actual_en=en))
