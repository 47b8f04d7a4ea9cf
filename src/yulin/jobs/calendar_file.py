"""Interviews as an iCalendar file (RFC 5545). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_LONGEST = 75  # octets of a line


@dataclass(frozen=True, kw_only=True)
class Appointment:
    uid: str
    begins_at: datetime
    ends_at: datetime
    title: str
    place: str
    note: str
    confirmed: bool
    stamp: datetime


def calendar(appointments: Iterable[Appointment]) -> str:
    """The whole file, with lines folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yulin//Jobs//ZH", "CALSCALE:GREGORIAN"]
    for one in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}@yulin",
            f"DTSTAMP:{_utc(one.stamp)}",
            f"DTSTART:{_utc(one.begins_at)}",
            f"DTEND:{_utc(one.ends_at)}",
            f"SUMMARY:{_text(one.title)}",
            f"LOCATION:{_text(one.place)}",
            f"DESCRIPTION:{_text(one.note)}",
            f"STATUS:{'CONFIRMED' if one.confirmed else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> str:
    """No character is torn apart: a line ends before the one that would not fit."""
    parts, current, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LONGEST:
            parts.append(current)
            current, size = " ", 1
        current, size = current + character, size + width
    return "\r\n".join([*parts, current])
