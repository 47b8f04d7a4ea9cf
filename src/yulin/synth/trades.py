"""Which trades, subjects and schools go with which work. Real names, invented proportions."""

from __future__ import annotations

from typing import NamedTuple

#: industry → trades that are worked in it
TRADES: dict[str, tuple[str, ...]] = {
    "其他": ("电工", "保安员", "厨师"),
    "工业电气": ("高低压电器装配工", "电工", "电气设备安装工", "工具钳工", "低压电器检验工"),
    "汽摩配": ("数控车工", "钳工", "焊工", "汽车维修工", "模具工"),
    "鞋服": ("制鞋工", "缝纫工", "裁剪工", "皮革护理员"),
    "泵阀": ("数控车工", "铸造工", "钳工", "装配钳工", "电工"),
    "眼镜": ("眼镜架制作工", "眼镜验光员", "注塑工", "抛光工"),
    "石化": ("化工总控工", "化学检验员", "焊工", "仪器仪表维修工"),
    "装备制造": ("数控车工", "焊工", "电工", "工业机器人系统操作员", "钳工"),
    "其他制造业": ("电工", "焊工", "数控车工", "印刷操作员", "注塑工"),
    "信息软件": ("信息通信网络运行管理员", "数据标注员", "网络与信息安全管理员"),
    "房地产": ("物业管理员", "电工", "房地产经纪人"),
    "建筑": ("电工", "焊工", "砌筑工", "起重装卸机械操作工"),
    "批发零售": ("电子商务师", "仓储管理员", "营销员"),
    "教育": ("保育师", "电工"),
    "卫生": ("健康管理师", "养老护理员", "药师"),
    "养老服务": ("养老护理员", "健康照护师"),
    "残疾人服务": ("康复辅助技术咨询师", "养老护理员"),
    "家政服务": ("育婴员", "家政服务员", "养老护理员"),
    "现代农业": ("农艺工", "茶艺师", "农机修理工"),
    "人力资源服务": ("企业人力资源管理师", "劳动关系协调师", "职业指导员"),
    "公共管理": ("电工", "汽车驾驶员"),
}
#: trades in the shortage list; a trade not yet looked up is unknown
SHORTAGE = frozenset(
    (
        "高低压电器装配工", "数控车工", "焊工", "养老护理员", "育婴员", "电工", "化工总控工",
        "工业机器人系统操作员", "模具工", "眼镜架制作工", "健康照护师", "铸造工",
    )
)  # fmt: skip
ALL_TRADES: tuple[str, ...] = tuple(dict.fromkeys(t for row in TRADES.values() for t in row))
#: subjects by level of study: trade schools and colleges, then universities
MAJORS: tuple[tuple[str, ...], tuple[str, ...]] = (
    (
        "机电一体化技术", "数控技术", "电气自动化技术", "模具设计与制造", "护理", "学前教育",
        "电子商务", "会计", "智慧健康养老服务与管理", "建筑工程技术", "鞋类设计与工艺", "眼视光技术",
    ),
    (
        "电气工程及其自动化", "机械设计制造及其自动化", "计算机科学与技术", "软件工程", "临床医学",
        "汉语言文学", "小学教育", "会计学", "法学", "土木工程", "英语", "化学工程与工艺", "工商管理",
        "材料科学与工程", "数学与应用数学", "眼视光学", "服装与服饰设计", "人工智能", "护理学",
    ),
)  # fmt: skip


class School(NamedTuple):
    """A school as a diploma names it; no division means abroad."""

    name: str
    division: int | None
    weight: float
    first_class: bool = False
    top_200: bool = False


#: lower secondary and upper secondary schools are named after their place only
SECONDARY = School("普通中学", None, 1)
VOCATIONAL: tuple[School, ...] = (
    School("瓯海职业中专集团学校", 330304, 3),
    School("乐清市职业中等专业学校", 330382, 3),
    School("瑞安市职业中等专业教育集团学校", 330381, 3),
    School("温州技师学院", 330304, 3),
    School("平阳县职业教育中心", 330326, 2),
    School("上饶市职业技术学校", 361102, 2),
    School("阜阳工业经济学校", 341202, 2),
    School("黔东南州中等职业技术学校", 522601, 2),
)
COLLEGES: tuple[School, ...] = (
    School("温州职业技术学院", 330304, 6),
    School("浙江工贸职业技术学院", 330302, 6),
    School("温州科技职业学院", 330304, 4),
    School("浙江安防职业技术学院", 330304, 3),
    School("浙江东方职业技术学院", 330303, 3),
    School("温州技师学院", 330304, 3),
    School("金华职业技术学院", 330702, 2),
    School("宁波职业技术学院", 330206, 2),
    School("杭州职业技术学院", 330114, 2),
    School("江西工业职业技术学院", 360102, 2),
    School("安徽职业技术学院", 340104, 2),
    School("贵州轻工职业技术学院", 520102, 2),
    School("深圳职业技术学院", 440304, 1),
    School("北京电子科技职业学院", 110108, 1),
)
UNIVERSITIES: tuple[School, ...] = (
    School("温州大学", 330304, 14),
    School("温州医科大学", 330304, 8, top_200=False),
    School("温州商学院", 330304, 6),
    School("温州理工学院", 330304, 5),
    School("温州肯恩大学", 330304, 3),
    School("浙江工业大学", 330106, 5),
    School("浙江师范大学", 330702, 4),
    School("杭州电子科技大学", 330114, 3),
    School("绍兴文理学院", 330602, 2),
    School("嘉兴大学", 330402, 2),
    School("浙江大学", 330106, 3, first_class=True, top_200=True),
    School("宁波大学", 330205, 3, first_class=True),
    School("中国美术学院", 330106, 0.5, first_class=True),
    School("复旦大学", 310110, 1, first_class=True, top_200=True),
    School("上海交通大学", 310112, 1, first_class=True, top_200=True),
    School("上海大学", 310113, 1.5, first_class=True),
    School("上海工程技术大学", 310117, 1.5),
    School("南京大学", 320106, 0.8, first_class=True, top_200=True),
    School("江苏大学", 321102, 1.5),
    School("中国科学技术大学", 340111, 0.6, first_class=True, top_200=True),
    School("安徽工业大学", 340503, 2),
    School("福州大学", 350121, 1.2, first_class=True),
    School("厦门大学", 350203, 1, first_class=True, top_200=True),
    School("南昌大学", 360111, 2.5, first_class=True),
    School("江西理工大学", 360703, 2.5),
    School("山东大学", 370102, 1, first_class=True),
    School("武汉大学", 420106, 1.2, first_class=True, top_200=True),
    School("武汉科技大学", 420107, 2),
    School("湖南科技大学", 430302, 2),
    School("中山大学", 440105, 0.7, first_class=True, top_200=True),
    School("四川大学", 510107, 1, first_class=True),
    School("贵州大学", 520111, 1.5, first_class=True),
    School("西安交通大学", 610113, 0.9, first_class=True, top_200=True),
    School("兰州理工大学", 620102, 1.2),
    School("哈尔滨工业大学", 230103, 0.7, first_class=True, top_200=True),
    School("北京大学", 110108, 0.5, first_class=True, top_200=True),
    School("清华大学", 110108, 0.5, first_class=True, top_200=True),
    School("北京工业大学", 110105, 1, first_class=True),
)
ABROAD: tuple[School, ...] = (
    School("新加坡国立大学", None, 2, top_200=True),
    School("墨尔本大学", None, 2, top_200=True),
    School("曼彻斯特大学", None, 2, top_200=True),
    School("卧龙岗大学", None, 2),
    School("都灵理工大学", None, 2),
    School("釜山外国语大学", None, 3),
)
