"""In English no Chinese is left but names, and the sheets and columns of the officer's own file."""

import pytest
from django.urls import reverse

from tests.web.public.test_english import chinese_in
from yulin.facts.schema import TABLES

pytestmark = pytest.mark.django_db

NAMES = {"安娜", "本", "卡拉", "瓯江电气有限公司", "测试", "市场监管与税务"}
SHEETS = {table.name for table in TABLES} | {c.name for table in TABLES for c in table.columns}


@pytest.mark.parametrize(
    "name",
    [
        "desk",
        "uploads",
        "runs",
        "people",
        "organisations",
        "corrections",
        "policies",
        "run",
        "decisions",
        "person",
    ],
)
def test_an_officers_pages(client, office, run, ask, name):
    ask()
    about = {"run": [run.uuid], "decisions": [run.uuid], "person": [office.anna.uuid]}
    client.cookies["django_language"] = "en"
    client.force_login(office.officer)
    shown = client.get(reverse(f"officer:{name}", args=about.get(name, []))).content.decode()
    assert chinese_in(shown) - NAMES - SHEETS == set()


def test_the_journal(client, office, run):
    client.cookies["django_language"] = "en"
    client.force_login(office.auditor)
    assert (
        chinese_in(client.get(reverse("auditor:journal")).content.decode()) - NAMES - SHEETS
        == set()
    )


@pytest.mark.parametrize("name", ["home", "dues", "staff"])
def test_an_employers_pages(client, office, run, name):
    client.cookies["django_language"] = "en"
    client.force_login(office.employer)
    shown = client.get(reverse(f"employer:{name}")).content.decode()
    assert chinese_in(shown) - NAMES - SHEETS == set()
