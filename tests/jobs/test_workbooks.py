"""A workbook of posts is taken in row by row; hostile files change nothing; exports hold no formula."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from tests.jobs.conftest import DUTIES
from yulin.access.models import JournalEntry
from yulin.facts.book import new_book
from yulin.intake import files
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.workbooks import export_firm_posts, export_posts, take_workbook
from yulin.jobs.content import PostContent
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post, PostWorkbook
from yulin.jobs.workbook.reading import read_rows
from yulin.jobs.workbook.sheet import COLUMNS, read_row
from yulin.jobs.workbook.template import write_post_template

pytestmark = pytest.mark.django_db
GOOD = {
    "单位自编号": "A-1", "岗位名称": "焊工", "工作地区": "鹿城区", "职责": "焊接管道", "招聘人数": 2,
    "月薪下限": "6,000", "月薪上限": 9000, "工作形式": "全职、兼职", "班次": "白班", "职业": "焊工",
    "行业": "泵阀", "最低学历": "不限", "最低技能等级": "中级工", "最低工作年限": "不限",
    "技能": "氩弧焊、看图纸", "证书要求": "不限", "可办工作许可": "否",
}  # fmt: skip


def book(path, *rows, heads=None):
    heads = heads or [one.name for one in COLUMNS]
    with new_book(path) as made:
        made.add_worksheet("填表说明").write_string(0, 0, "说明")
        sheet = made.add_worksheet("岗位")
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head)
        for number, row in enumerate(rows, start=1):
            for place, head in enumerate(heads):
                value = row.get(head, "")
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(number, place, value)
    return path


@pytest.fixture
def take(world, tmp_path, settings):
    settings.YULIN_VAR = tmp_path / "var"

    def taken(path, user=None, **more):
        name = more.pop("name", path.name)
        return take_workbook(
            acting_user=user or world.clerk,
            employer=world.firm,
            name=name,
            chunks=[path.read_bytes()],
            **({"submit": True} | more),
        )

    return taken


def nothing_kept():
    return [one for one in files.root().rglob("*") if one.is_file()]


def test_every_row_is_told_what_became_of_it(world, take, tmp_path):
    wrong = GOOD | {"单位自编号": "", "岗位名称": "电工", "职责": "修电路", "月薪上限": "九千"}
    rows = [
        {"岗位名称": "示例 数控车工"},
        GOOD,
        GOOD | {"单位自编号": "A-2", "岗位名称": "急聘焊工（双休）"},
        {},
        wrong,
        GOOD | {"单位自编号": "A-1", "岗位名称": "钳工"},
        GOOD | {"单位自编号": "A-3", "岗位名称": "磨工", "职责": f"{DUTIES}限男性"},
        GOOD | {"单位自编号": "A-4", "岗位名称": "13812345678", "工作地区": "火星"},
    ]
    made = take(book(tmp_path / "posts.xlsx", *rows))
    assert [(one["row"], one["outcome"]) for one in made.rows] == [
        (3, "open"), (4, "duplicate"), (6, "refused"), (7, "refused"), (8, "waiting"),
        (9, "refused"),
    ]  # fmt: skip
    words = [one["words"] for one in made.rows]
    assert words[:4] == [
        "",
        "与“焊工”（招聘中）相同，没有再导入。",
        "「月薪上限」“九千”不是整数。",
        "这个自编号已经用过，请换一个，或修改原来的岗位。",
    ]
    assert words[4].startswith("“限男性”：")
    assert words[5] == "「工作地区」“火星”不是六位区划代码，也不是唯一的地名。"
    assert "13812345678" not in str(made.rows)
    post = Post.objects.get(title="焊工")
    assert PostContent.of(post) == PostContent(
        title="焊工", division=330302, duties="焊接管道", headcount=2, pay_from=6000,
        pay_to=9000, forms=("全职", "兼职"), shifts=("白班",), occupation="6-18-02-04", industry=4,
        least_education=0, least_skill_level=post.least_skill_level, least_years=0,
        skills=("氩弧焊", "看图纸"), certificates=(), gives_work_permit=False,
    )  # fmt: skip
    assert (post.source, post.external_key, made.rows[1]["post"]) == (
        "workbook", "A-1", str(post.uuid),
    )  # fmt: skip
    assert Post.objects.count() == 2
    entry = JournalEntry.objects.get(action="jobs.posts.import")
    assert entry.data == {"rows": 6, "open": 1, "duplicate": 1, "refused": 3, "waiting": 1}
    again = take(tmp_path / "posts.xlsx")
    assert [one["outcome"] for one in again.rows] == [
        "duplicate", "duplicate", "refused", "refused", "duplicate", "refused",
    ]  # fmt: skip
    assert (Post.objects.count(), nothing_kept()) == (2, [])


def test_posts_may_be_kept_as_drafts_and_csv_is_read_too(world, take, tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text(
        "岗位名称,工作地区,职责,招聘人数\n焊工,330302,焊接管道,3\n", encoding="utf-8-sig"
    )
    made = take(path, submit=False)
    assert [one["outcome"] for one in made.rows] == ["draft"]
    assert Post.objects.values_list("title", "state", "headcount").get() == ("焊工", "draft", 3)


def test_files_that_are_no_workbook_of_posts_change_nothing(world, take, tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(b"PK\x03\x04" + b"\0" * 200)
    program, empty, large = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    program.write_bytes(b"MZ" + b"\0" * 100)
    empty.write_bytes(b"")
    large.write_bytes(b"PK" + b"\0" * (5 * 2**20))
    heads = [one.name for one in COLUMNS]
    many = [GOOD | {"岗位名称": f"焊工{n}"} for n in range(501)]
    for path, words in (
        (bomb, ""),
        (program, "可执行程序"),
        (empty, "空"),
        (large, "文件超过 5 MB，请分成几个文件上传。"),
        (
            book(tmp_path / "d.xlsx", GOOD, heads=["岗位名称", "职责"]),
            "缺少必填的列：工作地区、招聘人数。",
        ),
        (book(tmp_path / "e.xlsx", GOOD, heads=["姓名"]), "没有找到“岗位名称”这一列"),
        (book(tmp_path / "f.xlsx", GOOD, heads=[*heads, "职责"]), "“职责”有两列，请删去一列。"),
        (book(tmp_path / "g.xlsx"), "表里还没有岗位。"),
        (book(tmp_path / "h.xlsx", *many), "表里有 501 行，一次最多 500 行"),
    ):
        with pytest.raises(JobsError) as refused:
            take(path)
        assert words in str(refused.value), path
    for user in (world.other_clerk, world.anna, world.moderator, world.auditor):
        with pytest.raises(PermissionDenied):
            take(book(tmp_path / "ok.xlsx", GOOD), user=user)
    counts = (Post.objects.count(), PostWorkbook.objects.count(), nothing_kept())
    assert counts == (0, 0, [])


def test_the_template_reads_back_as_empty_and_its_example_is_a_post(tmp_path):
    out = tmp_path / "template.xlsx"
    write_post_template(out)
    with pytest.raises(JobsError, match="表里还没有岗位。"):
        read_rows(out)
    key, said = read_row({one.name: one.example for one in COLUMNS})
    assert (key, said.title, said.occupation, said.findings()) == (
        "2026-001", "数控车工", "6-18-01-01", [],
    )  # fmt: skip


def cells(path: Path, sheet: int):
    import python_calamine

    return python_calamine.load_workbook(str(path)).get_sheet_by_index(sheet).to_python()


def test_exports_hold_what_whoever_asks_may_read(world, opened, tmp_path):
    apply(acting_user=world.anna, person=world.people.anna, post=opened)
    out = tmp_path / "out.xlsx"
    assert export_firm_posts(acting_user=world.clerk, employer=world.firm, out=out) == 2
    head, row = cells(out, 0)[2:4]
    told = dict(zip(head, row, strict=True))
    assert (told["岗位名称"], told["状态"], told["工作地区"], told["投递"]) == (
        "数控车工", "招聘中", "鹿城区", 1,
    )  # fmt: skip
    head, row = cells(out, 1)[2:4]
    assert row[:5] == ["数控车工", "安娜", "已投递", timezone.localdate(), "本科"]
    assert export_posts(acting_user=world.moderator, state="open", words="车", out=out) == 1
    assert "安娜" not in str(cells(out, 0))
    assert export_posts(acting_user=world.elsewhere, state="", words="", out=out) == 0
    with pytest.raises(PermissionDenied):
        export_firm_posts(acting_user=world.other_clerk, employer=world.firm, out=out)
    for user in (world.clerk, world.anna, world.auditor):
        with pytest.raises(PermissionDenied):
            export_posts(acting_user=user, state="", words="", out=out)
    with translation.override("en"):
        assert export_firm_posts(acting_user=world.clerk, employer=world.firm, out=out) == 2
