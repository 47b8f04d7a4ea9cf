"""A small library of four made-up policies, one person with records, and ways to look at pages."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.policy.examples import NIGHTLY
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


#: what axe asks that depends on colours and sizes
OF_A_LOOK = ["color-contrast", "target-size", "link-in-text-block"]


#: the words that are shown of what is found; what was in order is neither named nor sent
_VIOLATIONS_ALONE = {"resultTypes": ["violations"], "selectors": False}
FIND = """options => axe.run(options).then(({violations}) => violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)))"""


def set_mode(context, base_url, mode):
    if _COOKIES[mode]:
        name, value = _COOKIES[mode]
        context.add_cookies([{"name": name, "value": value, "url": base_url}])


def looked_at(mode, paths):
    """All pages as they usually look; by day, every other one of them dark and the rest in large type.

    All looks come from one style sheet; at night every page is seen in each.
    """
    if mode == "normal" or NIGHTLY:
        return paths
    return paths[MODES.index(mode) - 1 :: 2]


def serious_violations(page):
    """What axe finds of weight, one line each.

    Another look changes colours and sizes alone, so that alone is asked of it: the rest of the page
    is the same, and is looked at once.
    """
    chosen = {cookie["name"] for cookie in page.context.cookies()}
    another = any(look and look[0] in chosen for look in _COOKIES.values())
    rules = {"runOnly": {"type": "rule", "values": OF_A_LOOK}} if another else {}
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(FIND, _VIOLATIONS_ALONE | rules)


def too_wide(page, *widths):
    """The widths at which something runs over; the page is loaded once and made narrower."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if overflow(page) > 0:
            found.append(width)
    return found


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
