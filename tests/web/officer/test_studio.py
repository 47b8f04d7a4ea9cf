"""The studio's pages: who may open them, what they do, and what they refuse."""

import io
import json
from types import SimpleNamespace

import docx
import pytest
from django.urls import get_resolver, reverse

from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.programmes import following
from yulin.programmes.actions.drafts import save_draft, start_draft, submit_draft
from yulin.programmes.actions.register import keep_text_in_use
from yulin.programmes.enums import DraftState
from yulin.programmes.models import Draft, Release
from yulin.programmes.queries.library import library_now
from yulin.web.officer.studio import starters

pytestmark = pytest.mark.django_db
WHO = ("visitor", "person", "employer", "officer", "second", "elsewhere", "auditor")
CODE = "T-05"


@pytest.fixture(autouse=True)
def _forgotten():
    following.forget()
    yield
    following.forget()


@pytest.fixture
def studio(office, user_of):
    """A draft of a document in use, with what an address may name."""
    office.second = user_of(Role.OFFICER, username="second", region=330300)
    base = keep_text_in_use(document=library_now().get(CODE))
    draft = start_draft(acting_user=office.officer, text=base.text, base=base)
    return SimpleNamespace(office=office, draft=draft, base=base)


@pytest.fixture
def signed_in(client, studio):
    client.force_login(studio.office.officer)
    return client


def at(name, *args):
    return reverse(f"studio:{name}", args=args)


def save(client, draft, text, revision=1, **headers):
    return client.post(
        at("save", draft.uuid), {"text": text, "revision": revision, "do": "save"}, **headers
    )


# -- who may open what -----------------------------------------------------------------------------

READ = (302, 403, 403, 200, 200, 200, 200)
READ_ONE = (302, 403, 403, 200, 200, 404, 200)
READ_DOCUMENT = (302, 403, 403, 200, 200, 404, 200)
OFFICERS = (302, 403, 403, 200, 200, 200, 403)
ONE = (302, 403, 403, 302, 302, 404, 403)
TABLE = {
    "drafts": READ,
    "documents": READ,
    "words": READ,
    "new": OFFICERS,
    "document": READ_DOCUMENT,
    "draft_of": (302, 403, 403, 302, 302, 404, 403),
    "document_official": READ_DOCUMENT,
    "text": READ_DOCUMENT,
    "editor": READ_ONE,
    "save": ONE,
    "check": READ_ONE,
    "change": (302, 403, 403, 200, 200, 404, 403),
    "matches": READ_ONE,
    "official": READ_ONE,
    "review": READ_ONE,
    "submit": ONE,
    "withdraw": ONE,
    "discard": ONE,
    "decide": (302, 403, 403, 403, 422, 404, 403),
    "saves": READ_ONE,
    "saved": READ_ONE,
}
POSTED = {
    "draft_of": {},
    "save": {"text": "编号: T-05", "revision": "1"},
    "check": {"text": "编号: T-05"},
    "change": {
        "text": "甲: 乙",
        "change": json.dumps({"op": "set", "path": ["甲"], "value": "丙"}),
    },
    "matches": {"text": "编号: T-05"},
    "submit": {"revision": "1"},
    "withdraw": {},
    "discard": {},
    "decide": {"do": "release", "revision": "1"},
}


def address(name, studio):
    about = {
        "document": [CODE],
        "draft_of": [CODE],
        "document_official": [CODE],
        "text": [CODE, studio.base.sha256],
        "saved": [studio.draft.uuid, 1],
    }
    args = about.get(name, [] if name in {"drafts", "documents", "words", "new"} else None)
    return at(name, *(args if args is not None else [studio.draft.uuid]))


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.studio.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def state():
    drafts = sorted(Draft.objects.values_list("pk", "state", "revision", "text"))
    return drafts, Release.objects.count(), JournalEntry.objects.count()


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(client, studio, name):
    got, before = [], state()
    for who, status in zip(WHO, TABLE[name], strict=True):
        user = getattr(studio.office, who)
        if who not in {"visitor", "person", "employer"} and status in {200, 302}:
            got.append(status)
            continue
        got.append(ask(client, studio, name, user))
    assert tuple(got) == TABLE[name]
    assert state() == before
    for who, status in zip(WHO, TABLE[name], strict=True):
        if status in {200, 302} and who in {"officer", "auditor"}:
            assert ask(client, studio, name, getattr(studio.office, who)) == status, who


def ask(client, studio, name, user):
    client.logout()
    if user is not None:
        client.force_login(user)
    if name in POSTED:
        response = client.post(address(name, studio), POSTED[name])
    else:
        response = client.get(address(name, studio))
    if response.streaming:
        response.getvalue()
    return response.status_code


# -- writing ---------------------------------------------------------------------------------------


def test_the_list_shows_the_draft_and_narrows(signed_in, studio):
    page = signed_in.get(at("drafts")).content.decode()
    assert studio.draft.title in page
    assert (
        studio.draft.title not in signed_in.get(at("drafts") + "?state=released").content.decode()
    )
    assert "没有符合条件的草稿" in signed_in.get(at("drafts") + "?q=没有这个").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_more_drafts(
    signed_in, studio, count, django_assert_num_queries
):
    for number in range(count):
        text = starters.blank(kind="once", code=f"N-{number}", title="新", region=330300)
        start_draft(acting_user=studio.office.officer, text=text)
    with django_assert_num_queries(5):
        assert signed_in.get(at("drafts")).status_code == 200


def test_saving_keeps_the_text_as_it_was_typed(signed_in, studio):
    text = studio.draft.text + "# 完\n"
    response = save(signed_in, studio.draft, text.replace("\n", "\r\n"))
    assert response.status_code == 302
    assert Draft.objects.get().text == text


def test_checking_saves_nothing_and_names_line_reason_and_advice(signed_in, studio):
    text = studio.draft.text.replace("标题en:", "标题eng:", 1)
    response = signed_in.post(at("save", studio.draft.uuid), {"text": text, "do": "check"})
    page = response.content.decode()
    assert "不认识的键 “标题eng”" in page
    assert "有改动还没有保存" in page
    assert Draft.objects.get().revision == 1


def test_the_script_gets_problems_cases_and_panels(signed_in, studio):
    data = signed_in.post(at("check", studio.draft.uuid), {"text": studio.draft.text}).json()
    assert data["state"] != "bad"
    assert data["problems"] == []
    assert set(data["panels"]) == {"form", "problems", "cases"}
    broken = signed_in.post(at("check", studio.draft.uuid), {"text": "编号: ["}).json()
    assert broken["problems"][0]["code"] == "E211"
    assert "表单暂时显示不了" in broken["panels"]["form"]


def test_a_second_save_over_another_shows_both_texts(signed_in, studio):
    save_draft(
        acting_user=studio.office.second,
        draft=studio.draft,
        text=studio.draft.text + "# 对方\n",
        revision=1,
    )
    response = save(signed_in, studio.draft, studio.draft.text + "# 我的\n")
    page = response.content.decode()
    assert response.status_code == 409
    assert "# 我的" in page
    assert "# 对方" in page
    data = save(signed_in, studio.draft, "x", headers={"Accept": "application/json"})
    assert (data.status_code, data.json()["conflict"]) == (409, True)
    assert Draft.objects.get().text.endswith("# 对方\n")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"op": "set", "path": ["标题"], "value": "新标题"}, 200),
        ({"op": "set", "path": ["没有", 3], "value": "x"}, 422),
        ({"op": "explode", "path": []}, 422),
        ({"op": "set", "path": "不是路径"}, 422),
        ("没有", 422),
    ],
)
def test_a_change_of_the_form_is_written_into_the_text(signed_in, studio, asked, status):
    sent = {"text": studio.draft.text, "change": json.dumps(asked)}
    response = signed_in.post(at("change", studio.draft.uuid), sent)
    assert response.status_code == status
    if status == 200:
        assert "标题: 新标题\n" in response.json()["text"]


def test_a_new_text_begins_from_a_form_that_runs(signed_in, studio):
    for kind in starters.KINDS:
        given = {"code": f"N-{kind}", "title": "新补贴", "region": "330300", "source": kind}
        response = signed_in.post(at("new"), given)
        assert response.status_code == 302, response.content.decode()
        draft = Draft.objects.get(code=f"N-{kind}")
        data = signed_in.post(at("check", draft.uuid), {"text": draft.text}).json()
        assert data["state"] != "bad", data["problems"]


def test_a_new_text_may_copy_a_text_in_use(signed_in, studio):
    given = {"code": "N-9", "title": "照抄", "region": "330302", "source": f"copy:{CODE}"}
    assert signed_in.post(at("new"), {**given, "title_en": "A copy: new"}).status_code == 302
    draft = Draft.objects.get(code="N-9")
    assert '标题en: "A copy: new"' in draft.text
    assert (draft.region, draft.title, draft.base) == (330302, "照抄", None)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("code", "", "都要填"),
        ("code", "a b", "空格"),
        ("code", CODE, "已有文件在用"),
        ("region", "330200", "只能为您的地区"),
        ("region", "x", "地区"),
        ("source", "copy:没有", "没有这份文件"),
    ],
)
def test_a_new_text_is_refused_with_its_reason(signed_in, studio, field, value, reason):
    given = {"code": "N-1", "title": "新", "region": "330300", "source": "once", field: value}
    response = signed_in.post(at("new"), given)
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert Draft.objects.count() == 1


# -- two people ------------------------------------------------------------------------------------


def submit(studio, old="45", new="40"):
    draft = studio.draft
    text = draft.text + "# 改\n"
    draft = save_draft(acting_user=studio.office.officer, draft=draft, text=text, revision=1)
    return submit_draft(acting_user=studio.office.officer, draft=draft, revision=2)


def test_a_second_person_releases_and_the_history_says_what_changed(client, studio):
    draft = submit(studio)
    client.force_login(studio.office.officer)
    assert "不能自己审核" in client.get(at("review", draft.uuid)).content.decode()
    refused = client.post(at("decide", draft.uuid), {"do": "release", "revision": "2"})
    assert refused.status_code == 403
    assert Release.objects.count() == 0
    client.force_login(studio.office.second)
    response = client.post(at("decide", draft.uuid), {"do": "release", "revision": "2"})
    assert response.headers["Location"] == at("document", CODE)
    following.look()
    page = client.get(at("document", CODE)).content.decode()
    assert "第 1 次发布" in page
    assert library_now().get(CODE).digest == Release.objects.get().document.sha256


def test_a_returned_draft_shows_why_to_its_author(client, studio):
    draft = submit(studio)
    client.force_login(studio.office.second)
    page = client.post(at("decide", draft.uuid), {"do": "return", "remarks": ""})
    assert page.status_code == 422
    client.post(at("decide", draft.uuid), {"do": "return", "remarks": "依据哪一条？"})
    client.force_login(studio.office.officer)
    assert "依据哪一条？" in client.get(at("editor", draft.uuid)).content.decode()
    assert Draft.objects.get().state == DraftState.RETURNED


def test_an_unsound_text_is_told_when_it_is_submitted(signed_in, studio):
    save(signed_in, studio.draft, studio.draft.text.replace("标题en:", "标题eng:", 1))
    response = signed_in.post(at("submit", studio.draft.uuid), {"revision": "2"})
    assert response.status_code == 422
    assert "标题eng" in response.content.decode()


def test_an_earlier_state_is_taken_back(signed_in, studio):
    save(signed_in, studio.draft, studio.draft.text + "# 二\n")
    page = signed_in.get(at("saved", studio.draft.uuid, 1)).content.decode()
    assert "恢复成这份文本" in page
    signed_in.post(at("saved", studio.draft.uuid, 1), {"revision": "2"})
    draft = Draft.objects.get()
    assert (draft.revision, draft.text) == (3, studio.draft.text)


# -- what is taken away ----------------------------------------------------------------------------


def test_the_official_draft_is_a_word_file(signed_in, studio):
    response = signed_in.get(at("official", studio.draft.uuid))
    file = docx.Document(io.BytesIO(b"".join(response.streaming_content)))
    words = [paragraph.text for paragraph in file.paragraphs]
    assert studio.draft.title in words
    assert "（草案，仅供审阅，不作执行依据）" in words
    assert file.sections[0].header.paragraphs[0].text == "草  案"


def test_the_words_hold_names_functions_and_tables(signed_in, studio):
    data = signed_in.get(at("words")).json()
    age = next(one for one in data["names"] if one["name"] == "年龄")
    assert (age["en"], age["unit"]) == ("Age", "岁")
    assert {"若则", "存在"} <= {one["name"] for one in data["functions"]}
    assert "证书" in {one["name"] for one in data["tables"]}


def test_how_many_the_text_would_reach(signed_in, studio):
    page = signed_in.post(at("matches", studio.draft.uuid), {"text": studio.draft.text})
    assert "在册 2 人，全部看过" in page.content.decode()


@pytest.mark.parametrize("name", ["drafts", "documents", "new", "editor", "review", "saves"])
def test_pages_speak_english(signed_in, studio, name):
    signed_in.cookies["django_language"] = "en"
    page = signed_in.get(address(name, studio)).content.decode()
    assert "政策工作室" not in page
