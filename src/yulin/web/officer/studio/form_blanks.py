"""What the form puts in where something is added: text that reads without an error."""

from typing import Any

#: of these there is one at a place, not a list of them
BLOCKS = {"amount", "classes", "life", "quota"}

BLANKS: dict[str, Any] = {
    "version": {"名称": "新版本", "待遇": []},
    "benefit": {
        "编号": "新待遇",
        "名称": "新待遇",
        "名称en": "New benefit",
        "类别": "资金",
        "条件": [
            {"编号": "条件1", "说": "写明条件", "en": "Say the condition", "须": "年龄 >= 18"}
        ],
        "金额": {"式": "1000元"},
    },
    "condition": {
        "编号": "新条件",
        "说": "写明条件",
        "en": "Say the condition",
        "须": "年龄 >= 18",
    },
    "named": [{"编号": "条件1", "说": "写明条件", "en": "Say the condition", "须": "年龄 >= 18"}],
    "use": {"用": ""},
    "group": {
        "编号": "新组",
        "说": "以下有一项成立",
        "en": "One of these holds",
        "任一": [{"编号": "其一", "说": "写明条件", "en": "Say the condition", "须": "年龄 >= 18"}],
    },
    "amount": {"式": "1000元"},
    "branch": {"当": "年龄 >= 18", "取": "1000元"},
    "part": {"名称": "新一期", "名称en": "New instalment", "占": "50%"},
    "limit": {"次": "1", "期间": "终身"},
    "wait": {"满": "12个月"},
    "life": {
        "停发": [
            {"编号": "停发1", "说": "写明什么时候停发", "en": "Say when it ends", "须": "非 在职"}
        ],
    },
    "quota": {"个数": "10", "排序": [{"式": "年龄", "次序": "从低到高"}]},
    "pool": {
        "名称": "共用名额",
        "名称en": "Shared places",
        "待遇": [],
        "个数": "10",
        "排序": [{"式": "年龄", "次序": "从低到高"}],
    },
    "ranking": {"式": "年龄", "次序": "从低到高"},
    "share": {
        "说": "写明留给谁",
        "en": "Say for whom",
        "须": "年龄 <= 40",
        "至少": "50%",
    },
    "output": {"名称": "新数", "名称en": "New figure", "单位": "元", "式": "1000元"},
    "class": {
        "类": "新类",
        "编号": "新类",
        "说": "写明条件",
        "en": "Say the condition",
        "条件": [
            {"编号": "新类条件", "说": "写明条件", "en": "Say the condition", "须": "年龄 >= 18"}
        ],
    },
    "classes": {
        "编号": "新分类",
        "名称": "新分类",
        "名称en": "New classes",
        "产出": "人才类别",
        "类": [
            {
                "类": "A",
                "编号": "A",
                "说": "写明条件",
                "en": "Say the condition",
                "条件": [
                    {
                        "编号": "A条件",
                        "说": "写明条件",
                        "en": "Say the condition",
                        "须": "年龄 >= 18",
                    }
                ],
            }
        ],
        "否则": "无",
    },
    "definition": {"名称": "新定义", "式": "年龄", "说": "写明意思", "en": "Say what it means"},
    "fact": {
        "名称": "新事实",
        "en": "New fact",
        "类型": "是否",
        "来源": "用人单位",
        "问": "要问的话？",
        "问en": "What to ask?",
    },
    "relation": {"名称": "新关系", "规则": "自选", "成员": []},
    "step": {"步骤": "新步骤", "en": "New step"},
    "case": {"编号": "新案例", "说": "写明是谁", "基准日": "", "事实": {}, "期望": {}},
    "source": {"网址": "example.gov.cn", "等级": "P1"},
    "note": {"说": "写明", "en": "Say it"},
}
"""What “add” writes; each reads without an error, so that the form goes on working."""
