"""Makers of real files, good and bad, and of numbers that can be nobody's."""

import io
import zipfile
from pathlib import Path

import openpyxl

from yulin.codes import credit, identity
from yulin.facts.read import Reading, read_facts

#: an area and a county that do not exist, so that no number here is anyone's
AREA = "000000"


def person_id(number: int = 0, born: str = "19900307") -> str:
    body = f"{AREA}{born}{number % 1000:03d}"
    return body + identity.check_character(body)


def employer_code(number: int = 0) -> str:
    body = f"91{AREA}{number:09d}"
    return body + credit.check_character(body)


ZHANG, LI, WANG = person_id(11), person_id(22, "19850101"), person_id(33, "20000229")
FIRM, SHOP = employer_code(1), employer_code(2)
PEOPLE = [["证件号", "姓名"], [ZHANG, "张三"], [LI, "李四"]]
FIRMS = [["单位代码", "单位名称", "单位类型", "单位地区"], [FIRM, "甲公司", "企业", "330302"]]
HOME_HEAD = ["证件号", "坐落地", "房屋类型", "持有方式", "面积", "取得日期"]
HOME_ROW = [ZHANG, "330302", "商品房", "自有", 89.5, "2020-01-02"]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook with plain sheets; text that starts with = becomes a formula, as openpyxl does."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def edit(path: Path, change, out: Path | None = None) -> Path:
    """Change a workbook with openpyxl."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(out or path)
    return out or path


def patch(path: Path, parts: dict[str, bytes | None]) -> Path:
    """Replace, add or (None) remove parts of a zip."""
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    kept = {name: old.read(name) for name in old.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **parts}.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def good(path: Path) -> Path:
    """A workbook that reads without errors."""
    return workbook(path, 人员=PEOPLE, 单位=FIRMS)


def found(reading: Reading, severity: str = "error") -> list[tuple[str, str, int, str]]:
    """(code, sheet, row, column letter) of every problem of a severity."""
    return [(p.code, p.sheet, p.row, p.letter) for p in reading.problems if p.severity == severity]


def errors_of(path: Path, **options) -> list[tuple[str, str, int, str]]:
    """The errors of reading a file, which then gave no facts."""
    reading = read_facts(path, **options)
    errors = found(reading)
    assert (reading.facts is None) == bool(errors)
    return errors


def warnings_of(path: Path) -> list[tuple[str, str, int, str]]:
    """The warnings of reading a file that has no errors, but for the numbers' unreal area."""
    reading = read_facts(path)
    assert found(reading) == []
    return [w for w in found(reading, "warning") if w[0] != "unknown_area"]
