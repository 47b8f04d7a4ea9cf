"""What an English reader finds in the studio: kinds of fault in English, quotations marked as Chinese."""

import re
from pathlib import Path

import pytest

import yulin.policy
from tests.web.officer.test_studio import address, at, signed_in, studio
from tests.web.public.test_english import CHINESE
from yulin.web.officer.studio.problem_kinds import FAMILIES, KINDS

__all__ = ["signed_in", "studio"]

pytestmark = pytest.mark.django_db
CODES = re.compile(r"\"([EW][1-6][0-9]{2})\"")


@pytest.fixture
def english(signed_in):
    signed_in.cookies["django_language"] = "en"
    return signed_in


def test_every_code_of_the_checker_has_its_kind_in_english():
    texts = Path(yulin.policy.__file__).parent.rglob("*.py")
    codes = {code for path in texts for code in CODES.findall(path.read_text())}
    assert len(codes) > 120
    assert {code for code in codes if code not in KINDS and code[:2] not in FAMILIES} == set()
    assert len(codes & KINDS.keys()) > 0.9 * len(codes)


def test_a_fault_is_told_in_english_with_the_message_marked(english, studio):
    text = studio.draft.text.replace("标题en:", "标题eng:", 1)
    data = english.post(at("check", studio.draft.uuid), {"text": text}).json()
    assert [p["kind"] for p in data["problems"]] == ["A key is missing", "Unknown key"]
    panel = data["panels"]["problems"]
    assert "Unknown key<br>" in panel
    assert '<span lang="zh-CN">不认识的键 “标题eng”</span>' in panel
    assert unmarked(panel) == set()


def test_a_chinese_reader_sees_the_message_alone(signed_in, studio):
    text = studio.draft.text.replace("标题en:", "标题eng:", 1)
    data = signed_in.post(at("check", studio.draft.uuid), {"text": text}).json()
    assert data["problems"][0]["kind"] == ""
    assert '<span class="problem-what">不认识的键 “标题eng”</span>' in data["panels"]["problems"]


def test_cases_are_told_in_english(english, studio):
    text = studio.draft.text.replace("金额: 300", "金额: 301")
    data = english.post(at("check", studio.draft.uuid), {"text": text}).json()
    assert data["cases"]["all"] > 0
    panel = data["panels"]["cases"]
    assert "eligible" in panel
    assert unmarked(panel) == set()


@pytest.mark.parametrize("name", ["drafts", "new", "documents", "editor", "saves"])
def test_pages_leave_no_chinese_unmarked(english, studio, name):
    html = english.get(address(name, studio)).content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    html = re.sub(r"<(textarea|script|template|option)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert unmarked(html) - {"试行"} == set()


def unmarked(html):
    """The Chinese that nothing says is Chinese."""
    html = re.sub(r'<span lang="zh-CN">.*?</span>', "", html, flags=re.DOTALL)
    return set(CHINESE.findall(re.sub(r"<[^>]+>", " ", html)))
