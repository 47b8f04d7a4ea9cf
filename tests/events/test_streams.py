"""Live streams (A17, A29): posts shown, clicks counted without whose, the platform's numbers."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.events.campaign_world import LUCHENG, event, kept_town, town, with_duty
from tests.web.access_world import _post
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.events.actions.streams import note_click, open_stream, report, show_post
from yulin.events.campaign_enums import FigureSource, Step
from yulin.events.errors import EventsError
from yulin.events.models import Clicks, Shown, Stream, StreamFigure
from yulin.events.queries.streams import funnel, shown_posts
from yulin.events.stream_file import Reported, number_of, read_report

__all__ = ["kept_town", "stream", "town", "with_duty"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def stream(town):
    one = event(kind="live", channel="online")
    return open_stream(
        acting_user=town.maker, event=one, title="第一场", platform="抖音", host="小温",
        begins_at=one.begins_at, ends_at=one.ends_at,
    )  # fmt: skip


def told(step, number, qualifier="=", hour=20):
    return Reported(
        step=step, number=number, qualifier=qualifier,
        taken_at=timezone.make_aware(dt.datetime(2021, 3, 12, hour)),
    )  # fmt: skip


def say(town, stream, *numbers):
    return report(
        acting_user=town.maker, stream=stream, numbers=numbers, source="平台后台",
        way=FigureSource.FORM,
    )  # fmt: skip


def test_a29_the_funnel_tells_of_each_step_who_counted_it_and_what_share_it_is(town, stream):
    post = _post(town.firm, LUCHENG, title="焊工")
    shown = show_post(acting_user=town.maker, stream=stream, post=post, minute=12)
    for _viewer in range(3):
        with acting(None):
            assert note_click(acting_user=None, code=shown.code) == post
    say(town, stream, told(Step.VIEWS, 5000, "余"), told(Step.CLICKS, 9), told(Step.RESUMES, 300))
    say(town, stream, told(Step.RESUMES, 310, hour=22))
    lines = {line.step: line for line in funnel(stream)}
    assert [lines[step].number for step in Step] == [5000, 3, 310, None]
    assert [lines[step].of_before for step in Step] == [
        None, Decimal("0.06"), Decimal("10333.33"), None,
    ]  # fmt: skip
    assert lines[Step.RESUMES].of_first == Decimal("6.20")
    assert [lines[step].is_ours for step in Step] == [False, True, False, False]
    assert (lines[Step.VIEWS].qualifier, lines[Step.VIEWS].source) == ("余", "平台后台")
    assert [(row.minute, row.opened) for row in shown_posts(stream)] == [(12, 3)]
    assert {field.name for field in Clicks._meta.get_fields()} == {"id", "shown", "day", "count"}


def test_a_link_of_nobody_and_of_a_post_taken_back_leads_nowhere(town, stream):
    post = _post(town.firm, LUCHENG, title="焊工")
    shown = show_post(acting_user=town.maker, stream=stream, post=post, minute=0)
    type(post).objects.filter(pk=post.pk).update(state="waiting")
    record(acting_user=None, action="test.post.change")
    assert [note_click(acting_user=None, code=code) for code in (shown.code, "x")] == [None, None]
    assert Clicks.objects.count() == 0


def test_what_is_wrong_is_said_and_nothing_is_kept(town, stream):
    waiting = _post(town.firm, LUCHENG, title="焊工", state="waiting")
    good = _post(town.firm, LUCHENG, title="电工")
    for post, minute, words in (
        (waiting, 1, "只能展示已发布的岗位。"),
        (good, -1, "第几分钟写 0 到 1440 的数。"),
    ):
        with pytest.raises(EventsError, match=words):
            show_post(acting_user=town.maker, stream=stream, post=post, minute=minute)
    for user in (town.elsewhere, town.county, town.no_duty, town.anna, town.auditor):
        with pytest.raises(PermissionDenied):
            show_post(acting_user=user, stream=stream, post=good, minute=1)
        with pytest.raises(PermissionDenied):
            report(
                acting_user=user, stream=stream, numbers=[told(Step.VIEWS, 1)], source="x",
                way=FigureSource.FORM,
            )  # fmt: skip
    with pytest.raises(EventsError, match="取数时间不能晚于现在"):
        late = timezone.now() + dt.timedelta(hours=1)
        future = Reported(step=Step.VIEWS, number=1, qualifier="=", taken_at=late)
        say(town, stream, told(Step.CLICKS, 1), future)
    with pytest.raises(EventsError, match="已经填报过"):
        say(town, stream, told(Step.VIEWS, 1), told(Step.VIEWS, 2))
    with pytest.raises(EventsError, match="这一场已经登记过"):
        open_stream(
            acting_user=town.maker, event=stream.event, title="第一场", platform="抖音", host="",
            begins_at=stream.begins_at, ends_at=stream.ends_at,
        )  # fmt: skip
    assert (Shown.objects.count(), StreamFigure.objects.count()) == (0, 0)
    say(town, stream, told(Step.VIEWS, 1))
    with (
        pytest.raises(DatabaseError, match=r"append-only|stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE events_streamfigure SET number = 2")
    with acting(town.elsewhere):
        assert (Stream.objects.count(), StreamFigure.objects.count()) == (0, 0)


def test_numbers_keep_their_qualifier():
    cases = {"5000余": (5000, "余"), "近33万": (330_000, "近"), "6.1万多": (61_000, "多"),
             "1,234": (1234, "=")}  # fmt: skip
    assert {text: number_of(text) for text in cases} == cases
    for text in ("", "x", "-1", "1.5", "1.23456万", "99999999999", "²"):
        with pytest.raises(EventsError):
            number_of(text)


def test_a29_a_platforms_table_comes_in_whole_or_not_at_all():
    rows = [("环节", "数值", "取数时间"), ("观看", "5000余", "2021/03/12 20:00"),
            ("简历", "300", "2021-03-12 20:00")]  # fmt: skip
    text = "\n".join(",".join(row) for row in rows)
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    expected = [told(Step.VIEWS, 5000, "余"), told(Step.RESUMES, 300)]
    assert read_report("数据.csv", text.encode()) == expected
    assert read_report("数据.csv", text.encode("gb18030")) == expected
    assert read_report("数据.xlsx", out.getvalue()) == expected
    for data, words in (
        (text.replace("简历", "点赞").encode(), "第 2 条：环节应为"),
        (text.replace("300", "许多").encode(), "第 2 条：“许多”不是数字。"),
        (b"a,b,c\n1,2,3", "没有找到这一行表头"),
        (text.splitlines()[0].encode(), "文件里没有数字"),
        (b"PK\x03\x04broken", "."),
    ):
        with pytest.raises(EventsError, match=words):
            read_report("数据.csv", data)
