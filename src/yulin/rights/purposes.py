"""The register of purposes: why which records are used, on what ground, and who receives them.

Data, not code: what is used for nothing listed here fails the tests (等保 8.1.4.11).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yulin.facts.schema import TABLES
from yulin.rights.enums import Basis

_ALL = tuple(table.name for table in TABLES)


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose. `version` rises when its words change: consent to other words is none."""

    key: str
    version: int
    title: str | Promise
    why: str | Promise
    #: record tables, by name
    tables: tuple[str, ...]
    basis: Basis
    law: str | Promise
    receivers: str | Promise
    #: what changes without it
    without: str | Promise


DECIDE = Purpose(
    key="decide",
    version=1,
    title=_("判定和发放人才待遇"),
    why=_("按政策条款逐条核对您符合哪些待遇、金额多少，自动计算并发放（免申即享）。"),
    tables=_ALL,
    basis=Basis.DUTY,
    law=_("个人信息保护法第十三条第一款第三项、第三十四条；各项政策文件"),
    receivers=_("本地区人社、财政部门；代发银行（姓名、账号、金额）"),
    without=_("这是法定职责，不以同意为前提；您可以更正信息、提出异议、请人复核。"),
)
VERIFY = Purpose(
    key="verify",
    version=1,
    title=_("向其他部门核实（免证明）"),
    why=_("向社保、教育等部门查询，不再要您交证明；每次查询都有记录。"),
    tables=_ALL,
    basis=Basis.DUTY,
    law=_("国办发〔2025〕24号；各数据来源登记的依据"),
    receivers=_("被查询的部门（证件号）"),
    without=_("这是法定职责；没有查到的不会当作“没有”。"),
)
SUPERVISE = Purpose(
    key="supervise",
    version=1,
    title=_("资金监督和审计"),
    why=_("核对付款、追回多付的款项、抽查和审计。"),
    tables=("人员", "社保", "就业", "单位", "已享受"),
    basis=Basis.DUTY,
    law=_("预算法、审计法；会计档案管理办法"),
    receivers=_("财政、审计部门"),
    without=_("这是法定职责；付款记录依法保存，不能删除。"),
)
EMPLOYER_REASONS = Purpose(
    key="employer_reasons",
    version=1,
    title=_("让用人单位看到逐条理由"),
    why=_(
        "有的补贴因您而付给单位。同意后，单位能看到这一项的逐条理由（其中有您的学历、社保等信息）。"
    ),
    tables=("人员", "学历", "证书", "社保", "就业"),
    basis=Basis.CONSENT,
    law=_("个人信息保护法第十三条第一款第一项、第二十三条"),
    receivers=_("您现在的用人单位"),
    without=_("单位仍能看到这一项的结果和金额，看不到理由；不影响您和单位的待遇。"),
)
PURPOSES: tuple[Purpose, ...] = (DECIDE, VERIFY, SUPERVISE, EMPLOYER_REASONS)
BY_KEY = {purpose.key: purpose for purpose in PURPOSES}
