"""Pages about money: who opens them, what they show, what they do."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from tests.ledger.conftest import CITY, TODAY, answer, balances, everything, signed, take
from tests.ledger.test_claims import asked
from tests.ledger.test_proving import spoil
from tests.registry.builders import ANNA, BEN, CARA
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Duty, Role
from yulin.entitlements.models import Instalment
from yulin.intake import files
from yulin.ledger.actions import batches
from yulin.ledger.actions.claims import decide_claim
from yulin.ledger.actions.payee_list import Line, approve_first_payees, ask_payees
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.recover import approve_set_off_rule, ask_set_off_rule
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.actions.settle import ask_settlement
from yulin.ledger.actions.tiers import ask_tier
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import (
    Batch,
    BudgetLine,
    Claim,
    ClaimStep,
    Fund,
    Funding,
    PayeeAccount,
    PaymentStop,
    ProofRecord,
    Reply,
)
from yulin.ledger.payee_file import HEADS, read_list
from yulin.ledger.queries.proof import prove
from yulin.registry.models import Person, PersonFact

pytestmark = pytest.mark.django_db
D = Decimal
STRANGER = "330302199912310013"

WHO = ("visitor", "person", "officer", "elsewhere", "auditor")
READ = (302, 403, 200, 200, 200)
READ_ONE = (302, 403, 200, 404, 200)
#: an officer without the duty is refused by the action itself
NOT_THEIRS = (302, 403, 403, 403, 403)
NOT_THEIRS_ONE = (302, 403, 403, 404, 403)
TABLE = {
    "funds": READ,
    "new_fund": NOT_THEIRS,
    "reserve": NOT_THEIRS,
    "fund": READ_ONE,
    "fund_step": NOT_THEIRS_ONE,
    "accounts": READ,
    "take_list": NOT_THEIRS,
    "approve_first": NOT_THEIRS,
    "decide_account": NOT_THEIRS_ONE,
    "batches": READ,
    "make": NOT_THEIRS,
    "batch": READ_ONE,
    "step": NOT_THEIRS_ONE,
    "file": NOT_THEIRS_ONE,
    "export": READ_ONE,
    "replies": READ,
    "receive": NOT_THEIRS,
    "doubts": READ,
    "ask": NOT_THEIRS_ONE,
    "decide": NOT_THEIRS_ONE,
    "claims": READ,
    "new_claim": NOT_THEIRS,
    "claim": READ_ONE,
    "claim_step": NOT_THEIRS_ONE,
    "tiers": READ,
    "ask_tier": NOT_THEIRS,
    "decide_tier": NOT_THEIRS_ONE,
    "proofs": READ,
    "prove": NOT_THEIRS,
    "release": NOT_THEIRS,
    "proof": READ,
}
POSTED = {
    "new_fund": {"name": "x", "year": "2027", "basis": "x"},
    "reserve": {},
    "fund_step": {"step": "line", "stage": "attract", "source": "city"},
    "take_list": {},
    "approve_first": {},
    "decide_account": {"step": "refuse"},
    "make": {"title": "x"},
    "step": {"step": "submit"},
    "file": {},
    "receive": {},
    "ask": {"verdict": "paid", "reason": "x"},
    "decide": {"agree": "yes"},
    "claim_step": {"step": "decide", "agree": "yes"},
    "ask_tier": {"limit": "1", "from_on": "2099-01-01", "reason": "x"},
    "decide_tier": {"agree": "yes"},
    "prove": {},
    "release": {"reason": "x"},
}


def affairs(filed, funded, hands):
    """A batch with a paid and a doubtful payment, a claim, a doubt that somebody settles."""
    first, second = filed.payments.order_by("account__person")
    take(funded, answer(first), answer(second, amount="50.00"))
    doubt = Reply.objects.get(finding="partial")
    ask_settlement(acting_user=funded.officer, reply=doubt, verdict="paid", reason="答复")
    tier = ask_tier(
        acting_user=hands.control,
        region=CITY,
        limit=Decimal("50000.00"),
        from_on=dt.date(2099, 1, 1),
        reason="rule 3",
    )
    return {"batch": filed, "claim": asked(hands, first), "doubt": doubt, "tier": tier}


@pytest.fixture
def things(filed, funded, hands):
    """The same, and a stop."""
    made = affairs(filed, funded, hands)
    spoil()
    return made | {"proof": prove_ledger(acting_user=None)}


def address(name, things):
    about = {
        "batch": lambda: [things["batch"].uuid],
        "step": lambda: [things["batch"].uuid],
        "fund": lambda: [Fund.objects.get().uuid],
        "fund_step": lambda: [Fund.objects.get().uuid],
        "decide_account": lambda: [PayeeAccount.objects.order_by("pk").first().uuid],
        "file": lambda: [things["batch"].uuid, "csv"],
        "export": lambda: [things["batch"].uuid, "xlsx"],
        "ask": lambda: [things["doubt"].pk],
        "decide": lambda: [things["doubt"].pk],
        "claim": lambda: [things["claim"].uuid],
        "claim_step": lambda: [things["claim"].uuid],
        "proof": lambda: [things["proof"].uuid],
        "decide_tier": lambda: [things["tier"].uuid],
    }
    return reverse(f"money:{name}", args=about.get(name, list)())


def ask_for(client, name, things, user):
    client.logout()
    if user:
        client.force_login(user)
    path = address(name, things)
    response = client.post(path, POSTED[name]) if name in POSTED else client.get(path)
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_who_gets_what(client, things, user_of):
    users = {
        "visitor": None,
        "person": user_of(Role.PERSON, username="p"),
        "officer": user_of(Role.OFFICER, username="no-duty", region=330300),
        "elsewhere": user_of(Role.OFFICER, username="there", region=330200),
        "auditor": user_of(Role.AUDITOR, username="auditor"),
    }
    before = everything(), Claim.objects.values_list("state").get(), ProofRecord.objects.count()
    # posted first: to read some of the pages is journalled
    for name in sorted(TABLE, key=lambda name: name not in POSTED):
        got = tuple(ask_for(client, name, things, users[who]) for who in WHO)
        if name == "receive":  # no file in it is said before anybody is asked who they are
            assert got == (302, 403, 302, 302, 403)
        else:
            assert (name, got) == (name, TABLE[name])
        if name in POSTED:
            now = Claim.objects.values_list("state").get(), ProofRecord.objects.count()
            assert (everything(), *now) == before


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.money.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def test_no_whole_number_on_any_page(client, things, user_of):
    client.force_login(user_of(Role.AUDITOR, username="auditor"))
    for name in set(TABLE) - set(POSTED):
        response = client.get(address(name, things))
        page = response.getvalue() if response.streaming else response.content
        assert b"622200000000" not in page
        assert ANNA.encode() not in page


def test_the_pages_in_english(client, things, user_of):
    client.cookies["django_language"] = "en"
    client.force_login(user_of(Role.AUDITOR, username="auditor", display_name="A"))
    # names that somebody gave, and what somebody wrote
    own = {
        "号第五条",
        "人才资金",
        "温财",
        "号",
        "十一月",
        "安家",
        "某人",
        "温州银行",
        "回执",
        "答复",
    }
    own |= {"离职证明", "温人社", "第五条", "金额已公布", "中文", "部分", "成功"}
    for name in set(TABLE) - set(POSTED) - {"export"}:
        assert (name, chinese_in(client.get(address(name, things)).content.decode()) - own) == (
            name,
            set(),
        )


# -- through the pages -----------------------------------------------------------------------------


def press(client, user, page, args, **words):
    client.force_login(user)
    response = client.post(reverse(f"money:{page}", args=args), words)
    assert response.status_code in {200, 302}
    return response


def test_from_a_draft_to_what_is_reconciled(client, reserved, accounts, hands, funded):
    client.force_login(hands.maker)
    press(client, hands.maker, "make", [], title="十一月")
    batch = Batch.objects.get()
    for user, step in ((hands.maker, "submit"), (hands.checker, "check")):
        press(client, user, "step", [batch.uuid], step=step)
    press(client, hands.approver, "step", [batch.uuid], step="approve")
    file = press(client, hands.payer, "file", [batch.uuid, "txt"]).content
    assert file.startswith(b"HYLPAY1")
    again = press(client, hands.payer, "file", [batch.uuid, "csv"])
    assert again.content == file  # the very file that was handed over, whatever is asked for
    rows = "\n".join(map(answer, batch.payments.all()))
    text = f"付款编号,结果,金额,户名,银行流水号,时间,原因\n{rows}".encode()
    press(client, funded.officer, "receive", [], file=SimpleUploadedFile("回执.csv", text))
    batch.refresh_from_db()
    assert batch.state == "settled"
    client.force_login(hands.maker)
    exported = client.get(reverse("money:export", args=[batch.uuid, "csv"])).getvalue()
    assert "**** 0001" in exported.decode("utf-8-sig")


def said(client, user, page, args, **words):
    client.force_login(user)
    response = client.post(reverse(f"money:{page}", args=args), words, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_a_fund_from_nothing_to_money_for_what_waits(client, owed, with_duty):
    keeper = with_duty(Duty.FUND_KEEPER)
    assert said(client, keeper, "reserve", []) == [
        "已为 0 笔应付落实资金；另有 0 笔额度不足，3 笔未安排出资。"
    ]
    said(client, keeper, "new_fund", [], name="人才资金", year="2026", basis="温财〔2026〕1号")
    fund = Fund.objects.get()
    for source in ("city", "county"):
        said(
            client, keeper, "fund_step", [fund.uuid], step="line", stage="subsidise", source=source
        )
    city, county = BudgetLine.objects.order_by("pk")
    money = {"line": str(city.uuid), "reason": "年初下达", "key": "k1"}
    for _twice in range(2):  # the same form, sent again, moves nothing
        assert said(
            client, keeper, "fund_step", [fund.uuid], step="grant", amount="1,000.00", **money
        ) == ["已办理。"]
    wrong = said(
        client,
        keeper,
        "fund_step",
        [fund.uuid],
        step="cut",
        amount="1000.01",
        **(money | {"key": "k2"}),
    )
    assert len(wrong) == 1
    assert wrong != ["已办理。"]
    what = {"step": "arrange", "what": "T-02/安家", "region": "330300", "begins_on": "2026-01-01"}
    shares = {f"share-{city.uuid}": "6", f"share-{county.uuid}": "4"}
    assert said(client, keeper, "fund_step", [fund.uuid], **what, **shares) == ["已办理。"]
    assert said(client, keeper, "fund_step", [fund.uuid], **what, **shares) == [
        "同一待遇在同一时间只能有一种出资安排。"
    ]
    assert said(client, keeper, "reserve", []) == [
        "已为 0 笔应付落实资金；另有 3 笔额度不足，0 笔未安排出资。"
    ]
    said(
        client, keeper, "fund_step", [fund.uuid],
        step="grant", line=str(county.uuid), reason="年初下达", key="k3", amount="500",
    )  # fmt: skip
    assert said(client, keeper, "reserve", []) == [
        "已为 3 笔应付落实资金；另有 0 笔额度不足，0 笔未安排出资。"
    ]
    assert balances(city)["reserved"] == D("180.09")
    funding = Funding.objects.get()
    end = {"step": "end", "funding": str(funding.pk), "last_day": "2026-12-31"}
    assert said(client, keeper, "fund_step", [fund.uuid], **end) == ["已办理。"]
    assert Funding.objects.get().during.upper.isoformat() == "2027-01-01"
    assert said(client, keeper, "fund_step", [fund.uuid], **end) == [
        "这项安排已经有截止日，或截止日早于起始日。"
    ]
    assert prove().holds


def test_accounts_come_in_a_list_and_are_approved_by_another(client, owed, hands):
    names = {fact.person.number.open(): fact.name for fact in PersonFact.objects.current()}
    rows = [
        [ANNA, names[ANNA], "温州银行", "313333007331", "6222 0000 0000 0001"],
        [BEN, "别人", "温州银行", "313333007331", "6222000000000002"],
        [STRANGER, "谁", "温州银行", "313333007331", "6222000000000003"],
        [CARA, names[CARA], "温州银行", "31333300733", "6222000000000004"],
    ]
    text = "\n".join(",".join(row) for row in [list(HEADS), *rows]).encode()
    give = {"file": SimpleUploadedFile("账户.csv", text)}
    assert said(client, hands.maker, "take_list", [], **give) == [
        "已提请核准 1 个账户，0 个已经登记。",
        "第 3 行没有收下：户名与登记的姓名不同。",
        "第 4 行没有收下：不是本地区登记的人员或单位。",
        "第 5 行没有收下：请写开户行和十二位联行号。",
    ]
    assert (
        said(client, hands.maker, "take_list", [], file=SimpleUploadedFile("账户.csv", text))[0]
        == "已提请核准 0 个账户，1 个已经登记。"
    )
    account = PayeeAccount.objects.get()
    assert (account.state, account.holder) == ("pending", names[ANNA])
    assert said(client, hands.checker, "approve_first", []) == ["已核准 1 个首次登记的账户。"]
    account.refresh_from_db()
    assert (account.state, account.approved_by) == ("active", hands.checker)
    rows[0][-1] = "6222000000000009"
    change = "\n".join(",".join(row) for row in [list(HEADS), rows[0]]).encode()
    said(client, hands.maker, "take_list", [], file=SimpleUploadedFile("账户.csv", change))
    assert said(client, hands.checker, "approve_first", []) == ["已核准 0 个首次登记的账户。"]
    changed = PayeeAccount.objects.get(state="pending")
    assert said(client, hands.checker, "decide_account", [changed.uuid], step="approve") == [
        "已办理。"
    ]
    account.refresh_from_db()
    assert account.state == "closed"


def test_one_number_of_two_people_is_looked_at_alone(owed, hands):
    names = {fact.person.number.open(): fact.name for fact in PersonFact.objects.current()}
    lines = [
        Line(row=at, number=number, holder=names[number], bank="银行", bank_code="313333007331", account="62220000")
        for at, number in enumerate((ANNA, BEN), 2)
    ]  # fmt: skip
    taken = ask_payees(acting_user=hands.maker, region=330300, lines=lines)
    assert (taken.asked, taken.known, taken.refused) == (2, 0, [])
    assert approve_first_payees(acting_user=hands.checker, region=330300, today=TODAY) == 0
    assert {row.state for row in PayeeAccount.objects.all()} == {"pending"}
    with pytest.raises(PermissionDenied):
        approve_first_payees(acting_user=hands.maker, region=330300, today=TODAY)
    with pytest.raises(PermissionDenied):
        ask_payees(acting_user=hands.checker, region=330300, lines=lines)
    assert PayeeAccount.objects.count() == 2


@pytest.mark.parametrize("numbers", [[ANNA], [ANNA, BEN, CARA]])
def test_many_accounts_take_as_many_queries(owed, hands, numbers, django_assert_num_queries):
    names = {fact.person.number.open(): fact.name for fact in PersonFact.objects.current()}
    bank = {"bank": "银行", "bank_code": "313333007331"}
    lines = [
        Line(row=at, number=number, holder=names[number], account=f"6222000{at}", **bank)
        for at, number in enumerate(numbers, 2)
    ]
    with django_assert_num_queries(9):
        ask_payees(acting_user=hands.maker, region=330300, lines=lines)
    with django_assert_num_queries(6):
        assert approve_first_payees(acting_user=hands.checker, region=330300, today=TODAY) == len(
            numbers
        )


@pytest.mark.parametrize(
    ("name", "content"), [("x.csv", b"a,b"), ("x.xlsx", b"PK nothing"), ("x.exe", b"MZ")]
)
def test_a_file_that_is_no_list_changes_nothing(client, owed, hands, name, content):
    [why] = said(client, hands.maker, "take_list", [], file=SimpleUploadedFile(name, content))
    assert why
    assert not PayeeAccount.objects.exists()


@pytest.mark.parametrize("content", [",".join(HEADS).encode(), b"a,b"])
def test_a_list_is_sealed_while_it_is_read_and_stays_nowhere(owed, settings, content, monkeypatch):
    seen = []
    real = files.opened

    def opened(path):
        seen.append(files.whole(path).read_bytes())
        return real(path)

    monkeypatch.setattr(files, "opened", opened)
    with suppress(LedgerError):
        read_list([content], name="x.csv")
    [sealed] = seen
    assert content not in sealed
    assert list(files.root().iterdir()) == []


def test_a_person_asks_for_an_account_of_their_own(client, owed, hands, user_of):
    person = Person.objects.by_number(ANNA)
    user = user_of(Role.PERSON, username="anna", person_key=str(person.uuid))
    client.force_login(user)
    path = reverse("person:account")
    assert "还没有收款账户" in client.get(path).content.decode()
    given = {"bank": "温州银行", "bank_code": "313333007331", "number": "6222 0000 0000 0001"}
    refused = client.post(path, given | {"number": "1"})
    assert (refused.status_code, PayeeAccount.objects.count()) == (422, 0)
    assert "账号应为 8 到 32 位数字。" in refused.content.decode()
    assert client.post(path, given).status_code == 302
    account = PayeeAccount.objects.get()
    name = PersonFact.objects.current().get(person=person).name
    assert (account.state, account.holder, account.asked_by) == ("pending", name, user)
    page = client.get(path).content.decode()
    assert "等待核准" in page
    assert "6222 0000" not in page
    for who in (None, hands.maker, user_of(Role.AUDITOR, username="a")):
        client.logout()
        if who:
            client.force_login(who)
        assert client.post(path, given).status_code == (403 if who else 302)
    assert PayeeAccount.objects.count() == 1


def test_a_refusal_is_said_and_changes_nothing(client, draft, hands):
    client.force_login(hands.approver)
    before = everything()
    path = reverse("money:step", args=[draft.uuid])
    page = client.post(path, {"step": "approve"}, follow=True).content.decode()
    assert "批次现在是“编制中”，不能这样处理。" in page
    assert everything() == before


def test_a_doubt_is_settled_by_two(client, things, hands):
    doubt = things["doubt"]
    press(client, hands.checker, "decide", [doubt.pk], agree="yes", remarks="已核对")
    doubt.refresh_from_db()
    assert (doubt.payment.state, doubt.settled_by) == ("paid", hands.checker)


def test_a_claim_is_approved_received_and_written_off(client, things, hands, funded):
    claim = things["claim"]
    press(client, hands.approver, "claim_step", [claim.uuid], step="decide", agree="yes")
    receipt = {"step": "receipt", "amount": "20.01", "reference": "R1", "reason": "到账"}
    press(client, funded.officer, "claim_step", [claim.uuid], **receipt)
    off = {"step": "write_off", "amount": "40.00", "reason": "无可执行财产"}
    press(client, funded.officer, "claim_step", [claim.uuid], **off)
    press(client, hands.approver, "claim_step", [claim.uuid], step="decide_write_off", agree="yes")
    claim.refresh_from_db()
    assert claim.state == "ended"
    press(client, funded.officer, "claim_step", [claim.uuid], **receipt | {"amount": "x"})
    assert ClaimStep.objects.count() == 2


def test_a_stop_is_shown_everywhere_and_released(client, things, hands):
    client.force_login(hands.control)
    for name in ("funds", "batches", "batch", "proofs"):
        assert "已停止一切拨付" in client.get(address(name, things)).content.decode()
    press(client, hands.control, "release", [], reason="急")
    assert PaymentStop.objects.get().released_at is None
    spoil("UPDATE ledger_batch SET total = total - 0.01")
    press(client, hands.control, "prove", [])
    press(client, hands.control, "release", [], reason="总额写错，已改回")
    assert PaymentStop.objects.get().released_by == hands.control


def test_a_cell_is_never_a_formula(client, draft, accounts, hands):
    accounts[ANNA].holder = "=HYPERLINK(1)"
    accounts[ANNA].save()
    client.force_login(hands.maker)
    file = client.get(reverse("money:export", args=[draft.uuid, "csv"])).getvalue().decode()
    assert ",'=HYPERLINK(1)," in file
    assert ",=HYPERLINK" not in file


# -- the person's own ------------------------------------------------------------------------------


def own_page(client, user_of):
    anna = Person.objects.by_number(ANNA)
    user = user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))
    client.force_login(user)
    return client.get(reverse("person:payments")).content.decode()


def test_a_person_sees_where_their_money_is(client, draft, hands, user_of):
    page = own_page(client, user_of)
    assert "正在审批。" in page
    assert "**** 0000" in page
    approved = signed(draft, hands)
    render = lambda lines: batches.digest(lines).encode()  # noqa: E731 - one use
    batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    client.logout()
    client.force_login(client_user())
    assert "已送银行，等待入账。" in client.get(reverse("person:payments")).content.decode()


def client_user():
    from yulin.access.models import User

    return User.objects.get(username="anna")


def test_a_person_is_told_what_is_left_to_pay_back(client, things, hands, user_of):
    decide_claim(acting_user=hands.approver, claim=things["claim"], agree=True)
    page = own_page(client, user_of)
    told = "有 60.01 元多付给您，请分 3 期退回，第一期在 2026-12-31 前。"
    assert (told in page) == (things["claim"].person.number.open() == ANNA)
    assert TODAY.year == 2026


def test_a_figure_is_set_by_two_and_said_on_the_batch(client, things, hands, with_duty):
    head = with_duty(Duty.HEAD)
    client.force_login(hands.control)
    wrong = client.post(
        reverse("money:ask_tier"), {"limit": "x", "from_on": "2099", "reason": "一"}
    )
    page = wrong.content.decode()
    assert (wrong.status_code, "金额应写作 1234.50，日期应写作 2026-12-31。" in page) == (422, True)
    assert 'value="一"' in page
    client.force_login(head)
    assert "现行" in client.get(reverse("money:tiers")).content.decode()
    decide = reverse("money:decide_tier", args=[things["tier"].uuid])
    client.post(decide, {"agree": "yes"})
    things["tier"].refresh_from_db()
    assert (things["tier"].agreed, things["tier"].decided_by) == (True, head)
    assert "将施行" in client.get(reverse("money:tiers")).content.decode()


def test_a_claim_is_opened_by_hand_from_the_number_of_a_payment(client, filed, funded, hands):
    first, second = filed.payments.order_by("account__person")
    take(funded, answer(first), answer(second))
    client.force_login(hands.maker)
    here = reverse("money:new_claim")
    missing = client.get(here, {"reference": "YL404"})
    assert (missing.status_code, "没有这笔付款" in missing.content.decode()) == (422, True)
    page = client.get(here, {"reference": first.reference}).content.decode()
    assert (first.reference in page, second.reference in page) == (True, False)
    fields = {
        "reference": first.reference,
        f"amount-{first.pk}": "100.06",
        "cause": "left_early",
        "reason": "服务期未满，第九条",
        "first_due": "2027-01-31",
        "terms": "3",
    }
    refused = client.post(here, fields)
    assert (refused.status_code, "可追回的不足" in refused.content.decode()) == (422, True)
    assert (Claim.objects.count(), "服务期未满，第九条" in refused.content.decode()) == (0, True)
    for wrong in ({"terms": "x"}, {"first_due": "x"}, {"cause": "x"}, {f"amount-{first.pk}": "x"}):
        assert client.post(here, fields | wrong).status_code == 422
    client.post(here, fields | {f"amount-{first.pk}": "30.01"})
    made = Claim.objects.get()
    assert (made.amount, made.asked_by, made.state) == (Decimal("30.01"), hands.maker, "asked")
    assert [term.amount for term in made.terms.all()] == [
        Decimal("10.01"),
        Decimal("10.00"),
        Decimal("10.00"),
    ]


def test_a_set_off_has_a_form_where_there_is_something_to_set_off(client, filed, funded, hands):
    first, second = filed.payments.order_by("account__person")
    take(funded, answer(first), answer(second, outcome="失败"))
    claim = decide_claim(acting_user=hands.approver, claim=asked(hands, first), agree=True)
    client.force_login(hands.maker)
    here = reverse("money:claim", args=[claim.uuid])
    assert "从后续款项中抵扣" not in client.get(here).content.decode()  # nothing is to come
    step = reverse("money:claim_step", args=[claim.uuid])
    told = client.post(step, {"step": "set_off", "instalment": "x", "amount": "1"}, follow=True)
    assert "请选择从哪一笔后续款项中抵扣。" in told.content.decode()
    other = second.instalment  # somebody else's
    told = client.post(
        step, {"step": "set_off", "instalment": str(other.uuid), "amount": "1"}, follow=True
    )
    assert "请选择从哪一笔后续款项中抵扣。" in told.content.decode()
    mine = Instalment.objects.create(
        grant=claim.grant,
        person=claim.person,
        policy=claim.grant.policy,
        benefit=claim.grant.benefit,
        number=2,
        during=(dt.date(2026, 12, 1), dt.date(2027, 1, 1)),
        amount=50_00,
        decided_by=claim.grant.decided_by,
        version="一",
    )
    reserve(acting_user=None, region=CITY)
    assert "从后续款项中抵扣" in client.get(here).content.decode()
    fields = {"step": "set_off", "instalment": str(mine.uuid), "amount": "20.00"}
    assert "没有经核准的抵扣条款" in client.post(step, fields, follow=True).content.decode()
    rule = ask_set_off_rule(
        acting_user=funded.officer, policy=claim.grant.policy, region=CITY, clause="第十条"
    )
    approve_set_off_rule(acting_user=hands.control, rule=rule)
    client.post(step, fields)
    steps = claim.steps.values_list("kind", "amount", "reason")
    assert list(steps) == [("set_off", Decimal("20.00"), "第十条")]
