"""Answers that no grant follows are told when they change: once, in words, with the time to object."""

import pytest
from django.utils import translation

from tests.entitlements.conftest import REGION
from tests.entitlements.told.conftest import go
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, BEN, load
from yulin.entitlements.models import Notice, Standing
from yulin.web.told import words_of

pytestmark = pytest.mark.django_db
TEXT = document(
    benefit("最高学历 >= '硕士'", code="住宿", kind="实物"),
    benefit("最高学历 >= '博士'", code="安家", amount="100元"),
    code="T-04",
)


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-04.yaml").write_text(TEXT)
    return library


def known(anna="硕士", ben="专科"):
    degrees = [{"证件号": ANNA, "学历": anna}, {"证件号": BEN, "学历": ben}]
    load(**REGION | {"学历": degrees, "已享受": []})


def told():
    rows = Notice.objects.filter(grant__isnull=True).order_by("person", "policy", "id")
    return [(n.person.number.open(), n.kind, n.benefit, n.data.get("label")) for n in rows]


def test_the_first_run_tells_nobody_and_changes_are_told_once(library, db):
    known()
    go("2026-01-31")
    assert told() == []
    assert set(Standing.objects.values_list("benefit", "label")) == {
        ("人才分类", "F1"),
        ("住宿", ""),
    }
    known(anna="博士", ben="硕士")
    go("2026-02-01")
    go("2026-02-01")
    go("2026-02-02")
    changed = [
        (ANNA, "reclassed", "人才分类", "E"),
        (BEN, "gained", "人才分类", "F1"),
        (BEN, "gained", "住宿", None),
    ]
    assert told() == changed
    assert all(n.until is not None for n in Notice.objects.filter(grant__isnull=True))
    known(anna="专科", ben="硕士")
    go("2026-02-03")
    lost = [(ANNA, "lost", "人才分类", None), (ANNA, "lost", "住宿", None)]
    assert sorted(told(), key=str) == sorted([*changed, *lost], key=str)


def test_what_cannot_be_told_for_now_changes_nothing(library, db):
    known()
    go("2026-01-31")
    load(**{name: rows for name, rows in REGION.items() if name != "学历"})
    go("2026-02-01")
    known()
    go("2026-02-02")
    assert told() == []


def test_in_words(library, db):
    known()
    go("2026-01-31")
    known(anna="博士", ben="硕士")
    go("2026-02-01")
    notices = Notice.objects.filter(grant__isnull=True).order_by("person", "policy", "id")
    with translation.override("zh-hans"):
        assert [words_of(one).sentence for one in notices] == [
            "按最近一次计算，您的温州市人才分类由 F1 改为 E。",
            "按最近一次计算，您的温州市人才分类是 F1。",
            "按最近一次计算，您现在符合住宿的条件。",
        ]
    with translation.override("en"):
        assert (
            words_of(notices[0]).sentence
            == "By the latest computation your Talent class changed from F1 to E."
        )
