"""The command line in this process: what is printed on both streams, and the exit code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.policy.documents import benefit, document, facts
from yulin.cli.main import run
from yulin.codes import identity
from yulin.facts.write import write_folder, write_workbook


def identity_number(born: str) -> str:
    body = f"110101{born}000"  # no such serial number is given out
    return body + identity.check_character(body)


PERSON, CHILD = identity_number("19900307"), identity_number("20150307")


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def yulin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`yulin("check", folder)` runs the command as a shell would."""

    def command(*words: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["yulin", *map(str, words)])
        code = 0
        try:
            run()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A folder with one small document and three worked cases."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "T-1.yaml").write_text(small(), encoding="utf-8")
    return folder


CASES = """
案例:
  - {编号: a, 说: 满十八岁, 基准日: 2026-06-30, 事实: {年龄: 18}, 期望: {成年: {结果: 符合, 金额: 1500元}}}
  - {编号: b, 说: 还差一岁, 基准日: 2026-06-30, 事实: {出生日期: 2009-06-30}, 期望: {成年: 还差}}
  - {编号: c, 说: 名额, 尚不能表达: 要与别人比较}
"""


def small(cases: str = CASES) -> str:
    return document(benefit("年龄 >= 18", code="成年", amount="1500元"), more=cases)


def people(**tables):
    given = {"证件号": PERSON, "姓名": "甲", "出生日期": "1990-03-07"}
    return facts(
        人员=[given, {"证件号": CHILD, "姓名": "乙", "出生日期": "2015-03-07"}],
        **tables,
    )


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "facts.xlsx"
    write_workbook(people(), path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "facts"
    path.mkdir()
    write_folder(people(), path, fmt="csv")
    return path
