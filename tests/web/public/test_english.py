"""In English no Chinese is left but names that have no other form."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import yulin

PACKAGE = Path(yulin.__file__).parent
pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
#: the switch back
KEPT = {"中文"}

#: what her records hold as free text
HERS = {"安娜", "测试", "某公司"}


def chinese_in(html):
    text = re.sub(r"<code[^>]*>.*?</", "<", html, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    return set(CHINESE.findall(text)) - KEPT


@pytest.mark.parametrize("path", ["/", "/policies/", "/due/", "/sign-in/", "/nowhere/"])
def test_public_pages(client, path):
    client.cookies["django_language"] = "en"
    assert chinese_in(client.get(path).content.decode()) == set()


def test_results(client):
    client.cookies["django_language"] = "en"
    client.post("/due/answer/", {"name": "合同年限", "answer": "3"})
    assert chinese_in(client.get("/due/").content.decode()) == set()


@pytest.mark.parametrize("name", ["最高学历", "行业", "单位类型"])
def test_questions_with_options(client, name):
    client.cookies["django_language"] = "en"
    html = client.get("/due/", {"edit": name}).content.decode()
    assert chinese_in(html) == set()


@pytest.mark.parametrize("path", ["/me/", "/me/help/", "/me/facts/", "/me/corrections/"])
def test_a_persons_pages(client, anna, path):
    client.cookies["django_language"] = "en"
    client.force_login(anna)
    assert chinese_in(client.get(path).content.decode()) - HERS == set()


def test_every_text_has_a_translation():
    with (PACKAGE / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        texts = [message for message in read_po(file) if message.id]
    assert len(texts) > 700
    assert [
        m.id
        for m in texts
        if m.fuzzy or not all([m.string] if isinstance(m.string, str) else m.string)
    ] == []
