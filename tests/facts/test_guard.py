"""Files that are refused before a reader of spreadsheets sees them."""

import io
import struct
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter

from tests.facts.files import PEOPLE, errors_of, found, good, part, patch, workbook
from yulin.facts.limits import DEFAULT
from yulin.facts.read import read_facts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole(*names):
    return OLE + b"".join(name.encode("utf-16-le") + b"\0" * 40 for name in names) + b"\0" * 512


def refused(path, **options):
    """The one error of a file, which names no row."""
    [(code, sheet, row, letter)] = errors_of(path, **options)
    assert (row, letter) == (0, "")
    return code, sheet


def test_a_path_that_is_not_there(tmp_path):
    assert refused(tmp_path / "没有.xlsx") == ("not_found", "")


def test_an_empty_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.touch()
    assert refused(path) == ("empty_file", "")


FOREIGN = {
    "program": (b"MZ\x90\x00" + b"\0" * 100, "可执行程序"),
    "linux program": (b"\x7fELF" + b"\0" * 100, "可执行程序"),
    "pdf": (b"%PDF-1.7\n", "PDF 文件"),
    "rtf": (b"{\\rtf1\\ansi}", "RTF 文档"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
    "rar": (b"Rar!\x1a\x07", "RAR 压缩包"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\0" * 20, "gzip 压缩包"),
    "html": (b"<html><body><table><tr><td>1</td></tr></table>", "网页（改了后缀名）"),
    "html with mark": (b"\xef\xbb\xbf\n <!DOCTYPE html><html>", "网页（改了后缀名）"),
    "web archive": (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "网页（改了后缀名）"),
    "xml table": (b'<?xml version="1.0"?><Workbook/>', "XML 文件"),
    "csv under another name": ("证件号,姓名\n".encode(), "文本或未知格式的文件"),
    "word, old": (ole("WordDocument"), "其他软件的文档"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_kind_is_named(tmp_path, name):
    content, kind = FOREIGN[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    reading = read_facts(path)
    assert found(reading) == [("wrong_type", "", 0, "")]
    assert reading.problems[0].message_zh == f"这不是表格文件，而是{kind}"


def test_a_csv_that_is_binary(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_bytes(b"a\0b\0c\0")
    assert refused(path) == ("wrong_type", "")


ZIPS = {
    "docx": ({"word/document.xml": b"<w/>"}, "Word 文档"),
    "pptx": ({"ppt/presentation.xml": b"<p/>"}, "PowerPoint 文档"),
    "xlsb": ({"xl/workbook.bin": b"\0"}, ".xlsb 二进制工作簿"),
    "plain zip": ({"a.txt": b"x"}, "压缩包"),
    "odt": (
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"},
        "OpenDocument 文档",
    ),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_of_another_kind_is_named(tmp_path, name):
    parts, kind = ZIPS[name]
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part_name, content in parts.items():
            archive.writestr(part_name, content)
    reading = read_facts(path)
    assert found(reading) == [("wrong_type", "", 0, "")]
    assert reading.problems[0].message_zh == f"这不是表格文件，而是{kind}"


@pytest.mark.parametrize("keep", [30, 400, 2000])
def test_a_workbook_cut_short(tmp_path, keep):
    path = good(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:keep])
    assert refused(path) == ("truncated", "")


def test_a_workbook_with_a_damaged_part(tmp_path):
    path = good(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 20] = bytes(20)
    path.write_bytes(content)
    assert refused(path) == ("truncated", "")


def test_a_workbook_whose_sheet_is_no_xml(tmp_path):
    path = good(tmp_path / "a.xlsx")
    patch(path, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c"})
    assert refused(path) == ("truncated", "")


def test_a_workbook_without_its_list_of_sheets(tmp_path):
    path = good(tmp_path / "a.xlsx")
    patch(path, {"xl/_rels/workbook.xml.rels": None})
    assert refused(path) == ("truncated", "")


def test_an_encrypted_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(ole("EncryptionInfo", "EncryptedPackage"))
    assert refused(path) == ("encrypted", "")


def test_an_encrypted_zip(tmp_path):
    path = good(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    assert refused(path) == ("encrypted", "")


@pytest.mark.parametrize(
    "name",
    ["xl/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml"],
)
def test_a_workbook_with_active_content(tmp_path, name):
    path = good(tmp_path / "a.xlsm")
    patch(path, {name: b"x"})
    assert refused(path) == ("macro", "")


def test_an_old_workbook_with_macros(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(ole("Workbook", "_VBA_PROJECT_CUR"))
    assert refused(path) == ("macro", "")


def test_an_old_workbook_that_is_damaged(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(ole("Workbook"))
    assert refused(path) == ("truncated", "")


def test_a_zip_bomb_by_its_declared_size(tmp_path):
    path = good(tmp_path / "a.xlsx")
    patch(path, {"xl/worksheets/sheet9.xml": b"0" * 40_000_000})
    assert path.stat().st_size < 100_000
    assert refused(path) == ("zip_bomb", "")


def test_a_zip_bomb_whose_directory_lies(tmp_path):
    """Overlapping parts: one packed block that every entry points to."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/big.xml", b"0" * 1_000_000)
    with zipfile.ZipFile(path) as archive:
        content, shared = path.read_bytes(), archive.getinfo("xl/big.xml")
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", content[end + 16 : end + 20])[0]
    entries = content[start:end]
    again = entries[entries.index(b"PK\x01\x02", 4) :]
    copies = b"".join(again.replace(b"xl/big.xml", b"xl/b%02d.xml" % n) for n in range(30))
    count = 2 + 30
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries + copies), start, 0
    )
    path.write_bytes(content[:start] + entries + copies + tail)
    assert shared.file_size == 1_000_000
    assert refused(path) == ("zip_bomb", "")


def test_a_zip_with_too_many_parts(tmp_path):
    path = good(tmp_path / "a.xlsx")
    patch(path, {f"xl/x{n}.xml": b"<a/>" for n in range(2_001)})
    assert refused(path) == ("zip_bomb", "")


def test_sizes_are_counted_not_believed(tmp_path):
    path = good(tmp_path / "a.xlsx")
    small = replace(DEFAULT, unpacked_bytes=3_000)
    assert refused(path, limits=small) == ("zip_bomb", "")


def test_a_file_over_the_limit(tmp_path):
    path = good(tmp_path / "a.xlsx")
    assert refused(path, limits=replace(DEFAULT, file_bytes=1_000)) == ("too_large", "")


def nested():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a", b"0" * 1000)
    return inner.getvalue()


@pytest.mark.parametrize("name", ["xl/embeddings/a.xlsx", "xl/media/a.png", "xl/b.xml"])
def test_a_nested_archive(tmp_path, name):
    path = good(tmp_path / "a.xlsx")
    patch(path, {name: nested()})
    assert refused(path) == ("nested_archive", "")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a", "C:/a"])
def test_a_part_that_climbs_out(tmp_path, name):
    path = good(tmp_path / "a.xlsx")
    patch(path, {name: b"x"})
    assert refused(path) == ("unsafe_path", "")


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">' + b"".join(
    b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10) for n in range(1, 10)
)


@pytest.mark.parametrize(
    "name",
    ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"],
)
def test_billion_laughs(tmp_path, name):
    path = good(tmp_path / "a.xlsx")
    patch(path, {name: LAUGHS + b"]><sst>&lol9;</sst>"})
    assert refused(path) == ("xml_dtd", "")


def test_a_document_type_after_a_long_comment(tmp_path):
    path = good(tmp_path / "a.xlsx")
    content = b"<!--" + b"x" * 1_048_570 + b"--><!DOCTYPE a><a/>"
    patch(path, {"xl/styles.xml": content})
    assert refused(path) == ("xml_dtd", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-7"])
def test_a_part_in_another_encoding_cannot_hide_entities(tmp_path, encoding):
    path = good(tmp_path / "a.xlsx")
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a><a/>'
    written = text.encode("ascii" if encoding == "utf-7" else encoding)
    patch(path, {"xl/styles.xml": written})
    assert refused(path)[0] in {"xml_encoding", "xml_dtd"}


def test_links_to_other_workbooks(tmp_path):
    path = good(tmp_path / "a.xlsx")
    patch(path, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert refused(path) == ("external_link", "")


def test_a_template_fetched_from_elsewhere(tmp_path):
    path = good(tmp_path / "a.xlsx")
    rels = part(path, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://x/attachedTemplate" '
        b'Target="http://example.org/a" TargetMode="External"/></Relationships>',
    )
    patch(path, {"xl/_rels/workbook.xml.rels": rels})
    assert refused(path) == ("external_link", "")


def test_a_hyperlink_is_harmless(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE)
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Target="mailto:a@example.org" TargetMode="External" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
        b"</Relationships>"
    )
    patch(path, {"xl/worksheets/_rels/sheet1.xml.rels": rels})
    assert errors_of(path) == []


def test_a_cell_in_the_far_corner(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE)
    sheet = part(path, "xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    patch(path, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    assert refused(path) == ("too_many_columns", "人员")


def test_a_sheet_that_spans_too_much(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE)
    sheet = part(path, "xl/worksheets/sheet1.xml")
    far = b'<row r="1000000"><c r="CV1000000"><v>1</v></c></row></sheetData>'
    patch(path, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    assert refused(path) == ("too_sparse", "人员")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_more_rows_than_the_limit(tmp_path, suffix):
    few = replace(DEFAULT, rows=5, header_rows=1)
    rows = [["证件号", "姓名"], *([f"X{n}", "名"] for n in range(10))]
    if suffix == "xlsx":
        path = workbook(tmp_path / "a.xlsx", 人员=rows)
    else:
        path = tmp_path / "人员.csv"
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    assert refused(path, limits=few) == ("too_many_rows", "人员")


TRAPS = {
    "list of texts": ("xl/sharedStrings.xml", b"uniqueCount=", b'uniqueCount="99999999999" old='),
    "cell's row": ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="A4294967295"'),
    "cell's column": ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="ZZZZZZZ2"'),
    "small letters": ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="xfd1048576"'),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_file_that_would_kill_the_reader(tmp_path, name):
    """Each makes native code ask for hundreds of gigabytes, which no program survives."""
    part_name, old, new = TRAPS[name]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("人员")
        for row, values in enumerate(PEOPLE):
            sheet.write_row(row, 0, values)
    content = part(path, part_name)
    assert old in content
    patch(path, {part_name: content.replace(old, new)})
    assert refused(path) == ("truncated", "")


def ods(path, rows):
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="人员">'
    )
    tail = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", head + rows + tail)
    return path


CELL = '<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'


def test_an_ods_row_that_stands_for_millions(tmp_path):
    row = f'<table:table-row table:number-rows-repeated="9999999">{CELL.format(more="")}'
    path = ods(tmp_path / "a.ods", f"{row}</table:table-row>")
    assert refused(path) == ("too_many_rows", "人员")


def test_an_ods_cell_that_stands_for_thousands(tmp_path):
    cell = CELL.format(more=' table:number-columns-repeated="16384"')
    path = ods(tmp_path / "a.ods", f"<table:table-row>{cell}</table:table-row>")
    assert refused(path) == ("too_many_columns", "人员")


def test_a_parquet_cut_short(tmp_path):
    path = tmp_path / "人员.parquet"
    path.write_bytes(b"PAR1" + b"\0" * 50)
    assert refused(path) == ("truncated", "")


def test_a_parquet_with_a_damaged_footer(tmp_path):
    path = tmp_path / "人员.parquet"
    path.write_bytes(b"PAR1" + b"\xff" * 50 + b"PAR1")
    assert refused(path) == ("truncated", "")


def test_a_workbook_in_a_folder_under_another_name(tmp_path):
    folder = tmp_path / "facts"
    folder.mkdir()
    good(tmp_path / "a.xlsx").rename(folder / "人员.csv")
    assert refused(folder) == ("wrong_type", "人员.csv")
