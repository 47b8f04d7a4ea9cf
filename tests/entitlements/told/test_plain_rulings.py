"""What moves no money is ruled as well: a class, a thing in kind; runs keep it and tell it once."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from tests.entitlements.conftest import REGION
from tests.entitlements.told.conftest import go
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, BEN, load
from yulin.entitlements.actions.objections import object_to
from yulin.entitlements.actions.rulings import confirm_change, end_ruling, propose_change
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Notice, Ruling, Standing
from yulin.registry.models import Person
from yulin.web.told import words_of

pytestmark = pytest.mark.django_db
TEXT = document(
    benefit("最高学历 >= '硕士'", code="住宿", kind="实物"),
    benefit("最高学历 >= '博士'", code="安家", amount="100元"),
    code="T-04",
)
WORDS = {"clause": "第三条", "reason": "海外学历已认证"}


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-04.yaml").write_text(TEXT)
    return library


@pytest.fixture
def region(db):
    degrees = [{"证件号": ANNA, "学历": "专科"}, {"证件号": BEN, "学历": "硕士"}]
    return load(**REGION | {"学历": degrees, "已享受": []})


def asked(hers, anna, policy="T-04", name="住宿"):
    return object_to(
        acting_user=hers, subject=anna, policy=policy, benefit=name, kind="human", text="请看"
    )


def ruled(hands, objection, effect="due", **words):
    made = propose_change(
        acting_user=hands.maker, objection=objection, effect=effect, **(WORDS | words)
    )
    return confirm_change(acting_user=hands.approver, ruling=made, agree=True)


def told(anna):
    rows = Notice.objects.filter(person=anna).order_by("id")
    return [(row.kind, row.benefit, row.data.get("label")) for row in rows]


def held(anna):
    return dict(Standing.objects.filter(person=anna, is_held=True).values_list("benefit", "label"))


def test_a_thing_in_kind_is_granted_kept_and_told_once(library, anna, hers, hands):
    go("2026-01-31")
    assert held(anna) == {}
    ruling = ruled(hands, asked(hers, anna))
    assert (ruling.is_plain, ruling.amount, ruling.label) == (True, None, "")
    assert held(anna) == {"住宿": ""}
    for day in ("2027-02-01", "2027-02-01", "2027-03-01"):
        go(day)
    assert told(anna) == [("changed", "住宿", None)]
    assert held(anna) == {"住宿": ""}
    assert not Grant.objects.filter(person=anna).exists()
    end_ruling(acting_user=hands.approver, ruling=ruling, reason="认证被撤销")
    go("2027-03-02")
    assert told(anna)[1:] == [("ruling_ended", "住宿", None), ("lost", "住宿", None)]
    assert held(anna) == {}


def test_a_class_is_one_of_the_texts_own(library, anna, hers, hands):
    go("2026-01-31")
    objection = asked(hers, anna, "T-01", "人才分类")
    before = Ruling.objects.count()
    for wrong in ("", "Z", "E9"):
        with pytest.raises(GrantError, match="请从这份政策的类别中选一个：E、F1"):
            propose_change(
                acting_user=hands.maker, objection=objection, effect="due", label=wrong, **WORDS
            )
    objection.refresh_from_db()
    assert (Ruling.objects.count(), objection.state) == (before, "open")
    ruled(hands, objection, label="E")
    go("2027-02-01")
    assert held(anna) == {"人才分类": "E"}
    assert told(anna) == [("changed", "人才分类", "E")]
    with translation.override("zh-hans"):
        assert words_of(Notice.objects.get(person=anna)).sentence.endswith(
            "您的温州市人才分类现在是 E。"
        )


def test_what_is_held_can_be_ruled_away(library, region, user_of, hands):
    from yulin.access.enums import Role

    ben = Person.objects.by_number(BEN)
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    go("2026-01-31")
    assert held(ben) == {"住宿": "", "人才分类": "F1"}
    ruled(hands, asked(his, ben), effect="not_due")
    go("2027-02-01")
    assert held(ben) == {"人才分类": "F1"}
    assert told(ben) == [("changed", "住宿", None)]


def test_money_still_needs_a_sum_and_a_class_has_none(library, anna, hers, hands):
    go("2026-01-31")
    objection = asked(hers, anna, name="安家")
    with pytest.raises(GrantError, match="应享受的须有金额"):
        propose_change(acting_user=hands.maker, objection=objection, effect="due", **WORDS)
    made = propose_change(
        acting_user=hands.maker, objection=asked(hers, anna), effect="due", amount=5, **WORDS
    )
    assert (made.amount, made.is_plain) == (None, True)
    with pytest.raises(IntegrityError, match="ruling_whole"), transaction.atomic():
        Ruling.objects.create(
            objection=objection,
            person=anna,
            policy="T-04",
            benefit="安家",
            effect="due",
            amount=1,
            label="E",
            from_on=made.from_on,
            proposed_by=hands.maker,
            **WORDS,
        )


def test_the_form_asks_for_a_class_where_there_are_classes(library, anna, hers, hands, client):
    go("2026-01-31")
    client.force_login(hands.maker)
    page = {
        name: client.get(
            reverse("review:objection", args=[asked(hers, anna, policy, name).uuid])
        ).content.decode()
        for policy, name in (("T-01", "人才分类"), ("T-04", "住宿"), ("T-04", "安家"))
    }
    assert ['name="label"' in text for text in page.values()] == [True, False, False]
    assert ['name="amount"' in text for text in page.values()] == [False, False, True]
