"""Interviews as a calendar reads them."""

import datetime as dt
from zoneinfo import ZoneInfo

from yulin.jobs.calendar_file import Appointment, calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def appointment(**changes):
    return Appointment(
        **(
            {
                "uid": "1",
                "begins_at": dt.datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI),
                "ends_at": dt.datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI),
                "title": "面试",
                "place": "行政楼, 301; 左",
                "note": "带证书\n带笔",
                "confirmed": True,
                "stamp": dt.datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI),
            }
            | changes
        )
    )


def test_a_file_in_universal_time_with_words_escaped():
    assert calendar([appointment()]).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Yulin//Jobs//ZH",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:1@yulin",
        "DTSTAMP:20261120T000000Z",
        "DTSTART:20261123T013000Z",
        "DTEND:20261123T020000Z",
        "SUMMARY:面试",
        "LOCATION:行政楼\\, 301\\; 左",
        "DESCRIPTION:带证书\\n带笔",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_long_lines_are_folded_between_characters():
    text = calendar([appointment(title="面试" * 40, confirmed=False)])
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "面试" * 40 in text.replace("\r\n ", "")
    assert "STATUS:TENTATIVE" in text
