"""In English no Chinese is left but names that have no other form."""

import re

import pytest

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
#: the switch back, and labels that records keep in Chinese
KEPT = {"中文"}


def chinese_in(html):
    text = re.sub(
        r"<(option|code|button class=\"button answer\")[^>]*>.*?</", "<", html, flags=re.DOTALL
    )
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


@pytest.mark.parametrize("path", ["/me/", "/me/corrections/"])
def test_a_persons_pages(client, anna, path):
    client.cookies["django_language"] = "en"
    client.force_login(anna)
    assert chinese_in(client.get(path).content.decode()) - {"安娜"} == set()
