"""A folder in which a department drops files: real ones, and hostile ones."""

import os
import time

import pytest
import xlsxwriter

from tests.registry.builders import ANNA, BEN, CARA, FIRM, number
from tests.sources.conftest import MAPPING, switched_on, terms
from yulin.intake import files
from yulin.registry.models import Batch, Coverage, InsuranceSpell
from yulin.sources.actions.collect import collect_files
from yulin.sources.models import Answer, Call

pytestmark = pytest.mark.django_db

HEADS = ["序号", "aac002", "aae140", "aab301", "aab001", "aae041", "aae042", "aaa115"]
STRANGER = number("99999919880808008")


def line(who, scheme="110", until="2024-06"):
    return ["1", who, scheme, "330302", FIRM, "2021-03", until, "10"]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "drop"
    made.mkdir()
    return made


@pytest.fixture
def source(folder, db):
    return switched_on(
        **terms(
            name="社保文件",
            kind="files",
            table="社保",
            place={"folder": str(folder)},
            mapping=MAPPING,
        )
    )


def settled(path):
    then = time.time() - 60
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def drop(folder, *rows, name="社保-202611.csv", title=(), encoding="utf-8"):
    text = "\n".join(",".join(row) for row in [*title, HEADS, *rows])
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return settled(path)


def held():
    rows = InsuranceSpell.objects.current().order_by("person_id", "id")
    return [(fact.person.number.open(), fact.source, fact.evidence) for fact in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_files_rows_become_facts_of_those_whom_we_know(source, folder, people, jobs, encoding):
    drop(folder, line(ANNA), line(STRANGER), line(CARA), title=[["社保明细"]], encoding=encoding)
    [call] = collect_files()
    assert held() == [(ANNA, "社保文件", str(call.uuid))]
    assert (call.why, call.outcome, call.rows, call.person) == ("file", "answered", 1, people[0])
    assert call.reason == "另有 2 人不是本地区登记的人员，没有读入。"
    assert Answer.objects.get().person == people[0]
    assert [job["task_name"] for job in jobs.jobs.values()] == ["entitlements.decide_arrivals"]
    assert list(folder.iterdir()) == [folder / "社保-202611.csv"]
    assert not [path for path in files.root().rglob("*") if path.is_file()]


def test_a_workbook_is_read_by_its_own_heads(source, folder, people, jobs):
    path = folder / "明细.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "请看第二张")
        sheet = book.add_worksheet("明细")
        for row, values in enumerate([["明细表"], HEADS, line(ANNA), line(BEN)]):
            sheet.write_row(row, 0, values)
        sheet.write_number(2, 2, 110)  # a code in a number cell
    settled(path)
    [call] = collect_files()
    assert (call.outcome, call.rows) == ("answered", 2)
    assert [who for who, *_ in held()] == [ANNA, BEN]


def test_the_same_file_is_taken_in_once_under_whatever_name(source, folder, people, jobs):
    drop(folder, line(ANNA))
    drop(folder, line(ANNA), name="again.csv")
    assert len(collect_files()) == 1
    assert collect_files() == []
    assert Call.objects.count() == 1


def test_a_later_file_replaces_what_it_speaks_of(source, folder, people, jobs):
    drop(folder, line(ANNA), line(BEN))
    collect_files()
    drop(folder, line(ANNA, scheme="210"), line(ANNA), name="b.csv")
    collect_files()
    assert [who for who, *_ in held()] == [ANNA, ANNA, BEN]


def hostile(folder):
    """Name → a file that is refused, as a whole and in words."""
    bomb = folder / "bomb.xlsx"
    import zipfile

    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<a/>")
        packed.writestr("xl/workbook.xml", b"0" * 40_000_000)
    yield bomb
    for name, data in {
        "empty.csv": b"",
        "binary.csv": bytes(range(256)) * 10,
        "other.csv": b"a,b,c\n1,2,3\n",
        "cut.xlsx": b"PK\x03\x04 and no more",
        "quote.csv": ",".join(HEADS).encode() + b'\n"never closed',
        "code.csv": f"{','.join(HEADS)}\n{','.join(line(ANNA, scheme='888'))}".encode(),
        "date.csv": f"{','.join(HEADS)}\n{','.join(line(ANNA, until='2019-01'))}".encode(),
    }.items():
        (folder / name).write_bytes(data)
        yield folder / name


def test_hostile_files_are_refused_each_and_change_nothing(source, folder, people, jobs):
    made = [settled(path) for path in hostile(folder)]
    calls = collect_files()
    assert len(calls) == len(made) == 8
    assert {call.outcome for call in calls} == {"wrong_shape"}
    assert all(call.reason for call in calls)
    assert "没有找到写着这些列名的表头" in "".join(call.reason for call in calls)
    assert (InsuranceSpell.objects.count(), Batch.objects.count(), Answer.objects.count()) == (
        0,
        1,
        0,
    )
    assert not jobs.jobs
    assert collect_files() == []  # nor read again and again


def test_a_number_that_a_spreadsheet_spoilt_is_an_error_and_nobody(source, folder, people, jobs):
    path = folder / "spoilt.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate([HEADS, line(ANNA)]):
            sheet.write_row(row, 0, values)
        sheet.write_number(1, 1, 999999199001010010)
    settled(path)
    [call] = collect_files()
    assert (call.outcome, held()) == ("wrong_shape", [])


def test_what_is_not_a_whole_file_of_the_folder_is_left_alone(
    source, folder, people, jobs, tmp_path
):
    outside = tmp_path / "outside.csv"
    drop(tmp_path, line(ANNA), name="outside.csv")
    (folder / "link.csv").symlink_to(outside)
    settled(folder / "link.csv")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "pipe.csv")
    settled(folder / "pipe.csv")
    drop(folder, line(ANNA), name="coming.csv.part")
    drop(folder, line(ANNA), name=".hidden.csv")
    (folder / "fresh.csv").write_text("x")  # still being written
    assert collect_files() == []
    assert not Call.objects.exists()


def test_a_folder_that_nobody_opened_to_us_is_not_read(source, folder, people, jobs, settings):
    drop(folder, line(ANNA))
    settings.YULIN_SOURCE_FOLDERS = [str(folder / "sub")]
    assert collect_files() == []
    assert Coverage.objects.filter(tables__contains=["insurance"]).count() == 0


def test_a_source_that_is_off_reads_nothing(source, folder, people, jobs):
    drop(folder, line(ANNA))
    source.enabled = False
    source.save()
    assert collect_files() == []
