"""The user's page is in step with the schema and the messages."""

import re
from pathlib import Path

import pytest

from yulin.facts import document, messages, schema

PAGE = Path(__file__).parents[2] / "docs/user/workbook.md"
SOURCES = Path(messages.__file__).parent


def test_the_page_is_in_step():
    """When this fails: python -m yulin.facts.document docs/user/workbook.md."""
    text = PAGE.read_text(encoding="utf-8")
    assert document.updated(text) == text


def test_the_page_has_every_column():
    text = PAGE.read_text(encoding="utf-8")
    for table in schema.TABLES:
        for column in table.columns:
            assert f"| {column.name} | `{column.field}` |" in text


def test_a_page_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place for sheets"):
        document.updated("# 空")


def test_every_message_can_be_said_and_is():
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.glob("*.py")
        if not path.name.startswith("messages")
    )
    for code, message in messages.ALL.items():
        assert f'"{code}"' in said, code
        for text in (message.zh, message.todo_zh):
            assert not text.endswith(("。", ".")), code
        places = [set(re.findall(r"{(\w+?)(?:_zh|_en)?}", t)) for t in (message.zh, message.en)]
        assert places[0] == places[1], code
