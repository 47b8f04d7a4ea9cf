"""A small library of four made-up policies, one person with records, and ways to look at pages."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.registry import builders
from yulin.registry.models import Person

POLICIES = Path(__file__).parent / "policies"
RECORDS = {
    "人员": [{"证件号": builders.ANNA, "姓名": "安娜", "户籍地": 330302}],
    "学历": [{"证件号": builders.ANNA, "学历": "硕士"}],
    "就业": [{"证件号": builders.ANNA, "合同开始": "2024-01-01", "合同结束": "2027-12-31"}],
    "单位": [{}],
    "住房": [],
}
MODES = ("normal", "dark", "elder")
_COOKIES = {"normal": None, "dark": ("yulin_theme", "dark"), "elder": ("yulin_elder", "1")}


@pytest.fixture(autouse=True)
def _library(settings):
    settings.YULIN_POLICIES = POLICIES
    settings.YULIN_DEMO = True


def load_records():
    columns = {c.name for c in builders.BY_NAME["就业"].columns}
    rows = {
        name: [{k: v for k, v in row.items() if name != "就业" or k in columns} for row in given]
        for name, given in RECORDS.items()
    }
    builders.load(**rows)
    return Person.objects.by_number(builders.ANNA)


@pytest.fixture
def anna(db, user_of):
    """The account of somebody with records."""
    person = load_records()
    return user_of(username="anna", display_name="安娜", person_key=str(person.uuid))


def set_mode(context, base_url, mode):
    if _COOKIES[mode]:
        name, value = _COOKIES[mode]
        context.add_cookies([{"name": name, "value": value, "url": base_url}])


def serious_violations(page):
    """What axe finds of weight, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {n['html'][:120]}"
        for v in found
        if v["impact"] in {"serious", "critical"}
        for n in v["nodes"]
    ]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
