"""What a new text begins with: a form that runs as it stands, or a text in use under a new number."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from yulin.policy.studio import edit

_HEAD = """\
编号: {code}
标题: {title}
标题en: {title_en}
文号: 未知
机关: 未知
地区: {region}
领域: {domain}
对象: {subject}
受款: {payee}
摘要: 用一句百姓看得懂的话写明谁能得到什么。
摘要en: One plain sentence on who gets what.
核实: 否
来源:
  - {{网址: example.gov.cn, 等级: P1, 说明: 起草稿}}
"""
_ONCE = """\
版本:
  - 名称: 试行
    # 施行第一天（含）、最后一天（含）；没有定的就不写
    待遇:
      - 编号: 补贴
        名称: 一次性补贴
        名称en: One-off subsidy
        类别: 资金
        依据: 第三条
        条件:
          - 编号: 学历
            说: 本科以上（含）学历
            en: Bachelor's degree or higher
            须: 最高学历 >= '本科'
          - 编号: 社保
            说: 在本地连续缴纳社保满 6 个月（含）
            en: Six unbroken months of insurance here (six count)
            须: 本地社保连续月数 >= 6
        金额: {式: 10000元}
"""
_MONTHLY = """\
版本:
  - 名称: 试行
    待遇:
      - 编号: 租房补贴
        名称: 租房补贴
        名称en: Rent subsidy
        类别: 资金
        依据: 第三条
        条件:
          - 编号: 在职
            说: 在本地用人单位就业
            en: Employed here
            须: 在职
          - 编号: 社保
            说: 在本地连续缴纳社保满 3 个月（含）
            en: Three unbroken months of insurance here (three count)
            须: 本地社保连续月数 >= 3
        金额:
          按: 最高学历
          表: {本科: 600元, 硕士: 800元, 博士: 1200元}
          每: 月
          期数: '36'
"""
_FIRM = """\
版本:
  - 名称: 试行
    待遇:
      - 编号: 奖励
        名称: 单位奖励
        名称en: Reward for the firm
        类别: 资金
        依据: 第三条
        条件:
          - 编号: 类型
            说: 企业
            en: A firm
            须: 本单位类型 == '企业'
        金额: {式: 50000元}
"""
_TAIL = """\
流程:
  - {步骤: 提出申请, en: Application}
  - {步骤: 审核, en: Examination, 期限: '10', 单位: 工作日}
"""

KINDS = {
    "once": (_("一次性补贴"), _ONCE, "招引", "人员", "个人"),
    "monthly": (_("按月发放的补贴"), _MONTHLY, "住房", "人员", "个人"),
    "firm": (_("给单位的奖励"), _FIRM, "招引", "单位", "单位"),
}


def blank(*, kind: str, code: str, title: str, region: int, title_en: str = "") -> str:
    """A text that runs as it stands, to be rewritten."""
    _word, body, domain, subject, payee = KINDS.get(kind, KINDS["once"])
    head = _HEAD.format(
        code=edit.scalar(code),
        title=edit.scalar(title),
        title_en=edit.scalar(title_en or title),
        region=region,
        domain=domain,
        subject=subject,
        payee=payee,
    )
    return head + body + _TAIL


def copied(text: str, *, code: str, title: str, region: int, title_en: str = "") -> str:
    """A text in use under another number, title and region; all else word for word."""
    steps: tuple[Callable[[str], str], ...] = (
        lambda held: edit.set_value(held, ("编号",), code),
        lambda held: edit.set_value(held, ("标题",), title),
        lambda held: edit.set_value(held, ("标题en",), title_en or title),
        lambda held: edit.set_value(held, ("地区",), str(region)),
        lambda held: edit.set_value(held, ("核实",), "否"),
    )
    for step in steps:
        text = step(text)
    return text
