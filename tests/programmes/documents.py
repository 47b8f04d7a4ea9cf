"""Small policy documents for tests."""

TALENT = """\
编号: T-01
标题: 温州市人才分类（测试）
标题en: Talent classes (test)
机关: 温州市
地区: 330300
领域: 人才分类
摘要: 分类。
摘要en: Classes.
来源: [{网址: example.cn, 等级: P1}]
版本:
  - 名称: 现行
    自: 2020-01-01
    分类:
      编号: 人才分类
      名称: 温州市人才分类
      名称en: Talent class
      产出: 人才类别
      类:
        - {类: E, 编号: E, 说: 博士, en: PhD, 条件: [{编号: 博士, 说: 博士, en: PhD, 须: 最高学历 >= '博士'}]}
        - {类: F1, 编号: F1, 说: 硕士, en: Master, 条件: [{编号: 硕士, 说: 硕士, en: Master, 须: 最高学历 >= '硕士'}]}
      否则: 无
"""
SUBSIDY = """\
编号: T-02
标题: 温州市安家补贴（测试）
标题en: Settling subsidy (test)
机关: 温州市
地区: 330300
领域: 住房
摘要: 补贴。
摘要en: A subsidy.
来源: [{网址: example.cn, 等级: P1}]
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: 安家
        名称: 安家补贴
        名称en: Settling
        类别: 资金
        条件:
          - {编号: 学历, 说: 本科以上, en: Bachelor, 须: 最高学历 >= '本科'}
          - {编号: 年龄, 说: 45岁以下, en: At most 45, 须: 年龄 <= 45}
        金额: {式: AMOUNT元}
"""
EMPLOYER = """\
编号: T-03
标题: 鹿城区租金补助（测试）
标题en: Rent support (test)
机关: 鹿城区
地区: 330302
领域: 创业
对象: 单位
受款: 单位
摘要: 补助。
摘要en: Support.
来源: [{网址: example.cn, 等级: P1}]
版本:
  - 名称: 现行
    自: 2020-01-01
    待遇:
      - 编号: 租金
        名称: 租金补助
        名称en: Rent
        类别: 资金
        条件:
          - {编号: 类型, 说: 企业, en: A firm, 须: 本单位类型 == '企业'}
        金额: {式: 5000元}
"""


def write_library(folder, *, amount=10000):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wenzhou").mkdir(exist_ok=True)
    (folder / "wenzhou" / "T-01.yaml").write_text(TALENT)
    (folder / "wenzhou" / "T-02.yaml").write_text(SUBSIDY.replace("AMOUNT", str(amount)))
    (folder / "wenzhou" / "T-03.yaml").write_text(EMPLOYER)
    return folder
