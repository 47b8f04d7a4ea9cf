"""The draft of an official text as a Word file, laid out after GB/T 9704-2012.

Font names are those that the standard asks for; a machine without them shows its nearest: every run
names the Chinese font, and the file lists what may stand in for it.
"""

import io
from typing import Any

import docx
from django.http import FileResponse
from django.utils import timezone
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from yulin.policy.document import Document
from yulin.policy.studio.official import Annex, Official, Paragraph, Table, official

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, BODY, HEAD, SUBHEAD = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
PAGE_NUMBER = "宋体"
#: 2 号, 3 号, 4 号 in points; 28.95 points from line to line give 22 lines a page
TWO, THREE, FOUR, LINE = Pt(22), Pt(16), Pt(14), Pt(28.95)
_FONT_OF = {0: BODY, 1: HEAD, 2: SUBHEAD, 3: BODY, 4: BODY}
_TWO_CHARACTERS = Pt(32)
MARK = "草  案"
_NOTE = "（草案，仅供审阅，不作执行依据）"


def official_response(document: Document, *, is_draft: bool) -> FileResponse:
    """The file to take away."""
    data = official_file(official(document), is_draft=is_draft)
    stamp = timezone.localdate().strftime("%Y%m%d")
    word = "草案" if is_draft else "公文稿"
    name = f"{document.id}-{word}-{stamp}.docx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=DOCX)


def official_file(made: Official, *, is_draft: bool) -> bytes:
    """The bytes of the Word file."""
    word = docx.Document()
    _page(word)
    _plain_style(word)
    _header(word, is_draft=is_draft)
    _footer(word)
    _front(word, made, is_draft=is_draft)
    for part in made.parts:
        if isinstance(part, Table):
            _table(word, part)
        else:
            _body(word, part)
    _signature(word, made)
    for number, annex in enumerate(made.annexes, start=1):
        _annex(word, annex, number, alone=len(made.annexes) == 1)
    if made.gaps:
        _gaps(word, made)
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


# -- the page --------------------------------------------------------------------------------------


def _page(word: WordDocument) -> None:
    """A4; 37 mm above, 28 mm at the left, a type area of 156 × 225 mm."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(25)


def _plain_style(word: WordDocument) -> None:
    style = word.styles["Normal"]
    style.font.size = THREE
    style.font.name = "Times New Roman"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    word.core_properties.language = "zh-CN"
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def _paragraph(word: Any, *, before: float = 0, indent: bool = False) -> WordParagraph:
    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        form.first_line_indent = _TWO_CHARACTERS
    return paragraph


def _run(paragraph: WordParagraph, text: str, *, font: str = BODY, size: Pt = THREE) -> Any:
    run = paragraph.add_run(text)
    run.font.size = size
    run.font.name = "Times New Roman"
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    return run


def _header(word: WordDocument, *, is_draft: bool) -> None:
    if not is_draft:
        return
    paragraph = word.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = _run(paragraph, MARK, font=HEAD, size=FOUR)
    run.font.color.rgb = RGBColor(0xC0, 0x00, 0x00)


def _footer(word: WordDocument) -> None:
    """— 1 —, in 4 号 宋体."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", font=PAGE_NUMBER, size=FOUR)
    run = _run(paragraph, "", font=PAGE_NUMBER, size=FOUR)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._element.append(_field(kind) if kind else _instruction(text))
    _run(paragraph, " —", font=PAGE_NUMBER, size=FOUR)


def _field(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _instruction(text: str) -> Any:
    made = OxmlElement("w:instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = text
    return made


# -- what stands on it -----------------------------------------------------------------------------


def _front(word: WordDocument, made: Official, *, is_draft: bool) -> None:
    number = _paragraph(word)
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(number, made.number)
    title = _paragraph(word, before=32)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(34)
    _run(title, made.title, font=TITLE, size=TWO)
    if is_draft:
        note = _paragraph(word)
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(note, _NOTE, font=SUBHEAD)
    addressed = _paragraph(word, before=16)
    _run(addressed, made.addressed)


def _body(word: WordDocument, part: Paragraph) -> None:
    paragraph = _paragraph(word, indent=True)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.keep_with_next = part.level in (1, 2)
    _run(paragraph, part.text, font=_FONT_OF[part.level])


def _table(word: WordDocument, made: Table) -> None:
    table = word.add_table(rows=1, cols=2, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _row(table.rows[0], made.head, font=HEAD)
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    for row in made.rows:
        _row(table.add_row(), row)


def _row(row: Any, words: tuple[str, str], *, font: str = BODY) -> None:
    for cell, text in zip(row.cells, words, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, font=font, size=FOUR)


def _signature(word: WordDocument, made: Official) -> None:
    for number, annex in enumerate(made.annexes, start=1):
        line = _paragraph(word, before=28 if number == 1 else 0, indent=True)
        line.paragraph_format.keep_with_next = True
        sign = "附件：" if len(made.annexes) == 1 else f"附件：{number}."
        _run(line, f"{sign}{annex.title}")
    for position, text in enumerate((made.issuer, made.dated)):
        line = _paragraph(word, before=56 if position == 0 else 0)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(64)
        line.paragraph_format.keep_with_next = position == 0
        _run(line, text)


def _annex(word: WordDocument, annex: Annex, number: int, *, alone: bool) -> None:
    word.add_page_break()
    _run(_paragraph(word), "附件" if alone else f"附件 {number}", font=HEAD)
    title = _paragraph(word, before=16)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(34)
    _run(title, annex.title, font=TITLE, size=TWO)
    for at, line in enumerate(annex.lines, start=1):
        paragraph = _paragraph(word, before=8 if at == 1 else 0, indent=True)
        _run(paragraph, f"{at}.{line}")


def _gaps(word: WordDocument, made: Official) -> None:
    """For whoever finishes the text; to be taken out before it is issued."""
    word.add_page_break()
    _run(_paragraph(word), "起草说明（定稿前删去）", font=HEAD)
    for at, gap in enumerate(made.gaps, start=1):
        _run(_paragraph(word, indent=True), f"{at}.{gap}")
