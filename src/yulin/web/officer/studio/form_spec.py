"""Which fields a document has, in the order of the form; what it does not list stays in the text."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yulin.policy.documents.load import DOMAINS, GRADES

Words = str | Promise


@dataclass(frozen=True)
class Asked:
    """One field: its key in the text, and how it is asked for."""

    key: str
    #: text, long, rule (an expression), day, yes, choice, many (a list of words)
    kind: str = "text"
    hint: Words = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    english: Words = ""


@dataclass(frozen=True)
class Part:
    """Something below: a list of blocks, one block, named values, or conditions."""

    key: str
    #: list, block, pairs, conditions, named (lists of conditions by name)
    kind: str
    spec: str = ""
    title: Words = ""
    hint: Words = ""
    #: a list may be written as one mapping of another shape
    single: str = ""


@dataclass(frozen=True)
class Spec:
    """What a block is made of, and by which of its fields people know it."""

    fields: tuple[Asked, ...]
    parts: tuple[Part, ...] = ()
    named_by: tuple[str, ...] = ("名称", "编号", "说")
    title: Words = ""
    #: the same thing written as a bare value stands under this key
    bare: str = ""


_YES = ("是", "否")
_SUBJECTS = ("人员", "单位")
_PAYEES = ("个人", "单位")
_SAID = Asked("说", "long", english=_("说明"))
_SAID_EN = Asked("en", "long", english=_("说明（英文）"))
_CITED = Asked("依据", english=_("依据"))
_PLACES = (
    Asked("个数", "rule", english=_("个数"), hint=_("例如 10")),
    Asked("资金", "rule", english=_("资金"), hint=_("例如 100万元")),
    Asked("至多占申报", "rule", english=_("至多占申报"), hint=_("差额评选，例如 80%")),
    Asked("至少申报", "rule", english=_("至少申报"), hint=_("少于这个数就不评，例如 3人")),
    Asked(
        "期间",
        "choice",
        choices=("自然年", "一次", "在享"),
        english=_("期间"),
        hint=_("名额每年重新给、只给一次，还是有人退出才补；没有写就留空"),
    ),
)
_RANKED = (
    Part("排序", "list", "ranking", _("排序"), _("从上往下比")),
    Part("份额", "list", "share", _("份额"), _("名额里至少有多少留给谁")),
)

HEAD = (
    Asked("编号", needed=True, english=_("编号")),
    Asked("标题", "long", needed=True, english=_("标题")),
    Asked("标题en", "long", needed=True, english=_("标题（英文）")),
    Asked("文号", english=_("文号"), hint=_("例如 甬人社发〔2023〕22号；未见就写 未知")),
    Asked("机关", english=_("机关")),
    Asked("地区", needed=True, english=_("地区"), hint=_("六位区划代码，例如 330302")),
    Asked("领域", "choice", choices=DOMAINS, needed=True, english=_("领域")),
    Asked("对象", "choice", choices=_SUBJECTS, english=_("对象")),
    Asked("受款", "choice", choices=_PAYEES, english=_("受款")),
    Asked("摘要", "long", needed=True, english=_("摘要")),
    Asked("摘要en", "long", needed=True, english=_("摘要（英文）")),
    Asked("替代", english=_("替代"), hint=_("在本地区替代哪一份上级文件，写编号")),
    Asked("引用", "many", english=_("引用"), hint=_("照用哪些共用文本，写名称，用顿号隔开")),
    Asked("核实", "choice", choices=_YES, english=_("已复核")),
)

SPECS: dict[str, Spec] = {
    "document": Spec(
        HEAD,
        (
            Part("版本", "list", "version", _("版本")),
            Part("定义", "list", "definition", _("定义"), _("本文件里反复用到的名称")),
            Part("事实", "list", "fact", _("事实"), _("词汇表里没有、只有本文件要问的")),
            Part(
                "条件组", "named", title=_("条件组"), hint=_("几项待遇都要的条件，写一次，各处取用")
            ),
            Part("共用名额", "list", "pool", _("共用名额"), _("几项待遇合用的名额或资金")),
            Part("互斥", "list", "relation", _("互斥"), _("与其他待遇的关系")),
            Part("流程", "list", "step", _("流程"), _("符合以后怎么办")),
            Part("案例底稿", "pairs", title=_("案例底稿"), hint=_("每个案例都成立的事实")),
            Part("案例", "list", "case", _("案例"), _("改动时随时核对")),
            Part("来源", "list", "source", _("来源")),
            Part("缺失", "list", "note", _("缺失"), _("原文没有写的")),
            Part("冲突", "list", "note", _("冲突"), _("各来源说法不一的")),
        ),
    ),
    "version": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("自", "day", english=_("自"), hint=_("施行第一天（含）；未知就留空")),
            Asked("至", "day", english=_("至"), hint=_("施行最后一天（含）；没有就留空")),
            Asked(
                "草案", "choice", choices=_YES, english=_("草案"), hint=_("是：只演练，不据以计算")
            ),
            Asked("沿用", english=_("沿用"), hint=_("照抄哪个版本的待遇，写版本名称")),
            Asked("删去", "many", english=_("删去"), hint=_("不再沿用的待遇编号，用顿号隔开")),
            Asked(
                "老人老办法",
                "rule",
                english=_("老人老办法"),
                hint=_("到期以后对哪些人仍照旧，写一个条件"),
            ),
            _SAID,
            _SAID_EN,
        ),
        (
            Part("待遇", "list", "benefit", _("待遇")),
            Part("分类", "block", "classes", _("分类")),
        ),
        title=_("版本"),
    ),
    "benefit": Spec(
        (
            Asked("编号", needed=True, english=_("编号")),
            Asked("名称", needed=True, english=_("名称")),
            Asked("名称en", needed=True, english=_("名称（英文）")),
            Asked(
                "类别", "choice", choices=("资金", "实物", "资格"), needed=True, english=_("类别")
            ),
            Asked("对象", "choice", choices=_SUBJECTS, english=_("对象")),
            Asked("受款", "choice", choices=_PAYEES, english=_("受款")),
            _CITED,
            Asked("适用地区", "choice", choices=("本地区", "不限"), english=_("适用地区")),
            Asked("免申即享", "choice", choices=_YES, english=_("免申即享")),
            Asked(
                "种类",
                "many",
                english=_("种类"),
                hint=_("别的文件怎样称呼这类待遇，例如 购房补贴，用顿号隔开"),
            ),
            Asked("未到", "choice", choices=_YES, english=_("差时间算“还差”")),
            Asked(
                "不得已领",
                "many",
                english=_("不得已领"),
                hint=_("领过哪些就不能再享受，写 政策编号/待遇，用顿号隔开"),
            ),
            _SAID,
            _SAID_EN,
        ),
        (
            Part("条件", "conditions", title=_("条件"), hint=_("全部成立才符合")),
            Part("金额", "block", "amount", _("金额")),
            Part("分期", "list", "part", _("分期"), single="ratio"),
            Part("限次", "list", "limit", _("限次"), _("一共能享受几次，或一段时间里几次")),
            Part("间隔", "list", "wait", _("间隔"), _("离上次领取要满多久")),
            Part("存续", "block", "life", _("存续"), _("领了以后什么时候停、缓、退")),
            Part("名额", "block", "quota", _("名额"), _("名额或资金比符合的人少时，怎样排序")),
            Part("算出", "list", "output", _("算出"), _("金额以外要给人看的数")),
        ),
        title=_("待遇"),
    ),
    "amount": Spec(
        (
            Asked("式", "rule", english=_("式"), hint=_("例如 10000元，或一个算式")),
            Asked("按", "rule", english=_("按"), hint=_("按什么分档，例如 人才类别")),
            Asked("其余", "rule", english=_("其余")),
            Asked("封顶", "rule", english=_("封顶")),
            Asked("年封顶", "rule", english=_("年封顶"), hint=_("一个自然年里最多")),
            Asked("总封顶", "rule", english=_("总封顶"), hint=_("先后一共最多")),
            Asked("保底", "rule", english=_("保底")),
            Asked("扣除", "rule", english=_("扣除")),
            Asked(
                "上限", "choice", choices=_YES, english=_("上限"), hint=_("原文写“不超过”就选是")
            ),
            Asked("每", "choice", choices=("次", "月", "季", "半年", "年"), english=_("每")),
            Asked("期数", "rule", english=_("期数"), hint=_("最多发几期；没写就填 未知")),
        ),
        (
            Part("表", "pairs", title=_("分档表")),
            Part("首个", "list", "branch", _("分情形"), _("从上往下，第一个成立的")),
        ),
        title=_("金额"),
        bare="式",
    ),
    "branch": Spec(
        (
            Asked("当", "rule", english=_("当")),
            Asked("取", "rule", english=_("取")),
            Asked("否则", "rule", english=_("否则")),
        ),
        named_by=("当", "否则"),
        title=_("情形"),
    ),
    "part": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("名称en", english=_("名称（英文）")),
            Asked("占", "rule", english=_("占"), hint=_("例如 50%")),
            Asked("式", "rule", english=_("式")),
        ),
        (Part("条件", "conditions", title=_("条件")),),
        title=_("一期"),
    ),
    "ratio": Spec(
        (
            Asked("比例", "many", needed=True, english=_("比例"), hint=_("例如 4、3、3")),
            Asked("起", "rule", english=_("起"), hint=_("第一期的日期，例如 引进日期")),
            Asked("隔", english=_("隔"), hint=_("两期之间，例如 12个月")),
        ),
        (Part("条件", "conditions", title=_("条件"), hint=_("从第二期起要看")),),
        title=_("按比例分期"),
    ),
    "limit": Spec(
        (
            Asked("次", needed=True, english=_("次")),
            Asked("期间", english=_("期间"), hint=_("终身、自然年，或例如 12个月")),
            Asked(
                "待遇",
                "many",
                english=_("待遇"),
                hint=_("几项合计时写 政策编号/待遇，用顿号隔开；只算本项就不写"),
            ),
            _SAID,
            _SAID_EN,
            _CITED,
        ),
        named_by=("说", "期间"),
        title=_("限次"),
    ),
    "wait": Spec(
        (
            Asked("后于", english=_("后于"), hint=_("政策编号/待遇；不写就是本项")),
            Asked("满", needed=True, english=_("满"), hint=_("例如 12个月、3年")),
            _SAID,
            _SAID_EN,
            _CITED,
        ),
        named_by=("说", "后于"),
        title=_("间隔"),
    ),
    "life": Spec(
        (Asked("追回额", "rule", english=_("追回额"), hint=_("与“追回”一起写")),),
        (
            Part("停发", "conditions", title=_("停发"), hint=_("有一项成立就停发")),
            Part("暂停", "conditions", title=_("暂停"), hint=_("有一项成立就暂停")),
            Part("追回", "conditions", title=_("追回"), hint=_("有一项成立就追回")),
        ),
        title=_("存续"),
    ),
    "quota": Spec(_PLACES, _RANKED, title=_("名额")),
    "pool": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("名称en", english=_("名称（英文）")),
            Asked(
                "待遇",
                "many",
                needed=True,
                english=_("待遇"),
                hint=_("合用的待遇编号，用顿号隔开"),
            ),
            *_PLACES,
        ),
        _RANKED,
        title=_("共用名额"),
    ),
    "ranking": Spec(
        (
            Asked("式", "rule", english=_("式"), hint=_("按什么排，例如 评审得分")),
            Asked("次序", "choice", choices=("从高到低", "从低到高"), english=_("次序")),
            Asked(
                "待遇次序",
                "choice",
                choices=_YES,
                english=_("待遇次序"),
                hint=_("是：按共用名额里待遇的先后排"),
            ),
        ),
        named_by=("式",),
        title=_("排序"),
    ),
    "share": Spec(
        (
            Asked("说", "long", needed=True, english=_("说明")),
            _SAID_EN,
            Asked("须", "rule", needed=True, english=_("须")),
            Asked("至少", "rule", needed=True, english=_("至少"), hint=_("例如 50% 或 3人")),
        ),
        named_by=("说",),
        title=_("份额"),
    ),
    "use": Spec(
        (Asked("用", needed=True, english=_("用"), hint=_("条件组的名称")),),
        named_by=("用",),
        title=_("条件组"),
    ),
    "named": Spec((Asked("名称", "key", needed=True, english=_("名称")),), title=_("条件组")),
    "output": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("名称en", english=_("名称（英文）")),
            Asked("单位", english=_("单位")),
            Asked("式", "rule", needed=True, english=_("式")),
        ),
        title=_("算出"),
    ),
    "classes": Spec(
        (
            Asked("编号", needed=True, english=_("编号")),
            Asked("名称", needed=True, english=_("名称")),
            Asked("名称en", needed=True, english=_("名称（英文）")),
            Asked("产出", needed=True, english=_("产出"), hint=_("别的文件用这个名称读类别")),
            Asked("否则", needed=True, english=_("否则")),
        ),
        (Part("类", "list", "class", _("类"), _("从高到低，第一个成立的")),),
        title=_("分类"),
    ),
    "class": Spec(
        (
            Asked("类", needed=True, english=_("类")),
            Asked("编号", english=_("编号")),
            _SAID,
            _SAID_EN,
            _CITED,
        ),
        (Part("条件", "conditions", title=_("条件")),),
        named_by=("类", "编号"),
        title=_("类"),
    ),
    "condition": Spec(
        (
            Asked("编号", english=_("编号")),
            Asked("说", "long", english=_("说明"), hint=_("百姓看得懂的话")),
            Asked("en", "long", english=_("说明（英文）")),
            Asked("须", "rule", needed=True, english=_("须")),
            _CITED,
            Asked(
                "办理",
                "choice",
                choices=_YES,
                english=_("办理环节"),
                hint=_("是：还没办的不算不符"),
            ),
        ),
        title=_("条件"),
    ),
    "group": Spec(
        (
            Asked("编号", english=_("编号")),
            Asked("说", "long", english=_("说明")),
            Asked("en", "long", english=_("说明（英文）")),
            _CITED,
        ),
        title=_("一组条件"),
    ),
    "definition": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("式", "rule", needed=True, english=_("式")),
            _SAID,
            _SAID_EN,
        ),
        title=_("定义"),
    ),
    "fact": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked("en", needed=True, english=_("名称（英文）")),
            Asked(
                "类型",
                "choice",
                choices=("是否", "数值", "日期", "文字", "地区", "选项"),
                needed=True,
                english=_("类型"),
            ),
            Asked("单位", english=_("单位")),
            Asked("小数", english=_("小数"), hint=_("小数位数")),
            Asked("选项", "many", english=_("选项"), hint=_("从低到高，用顿号隔开")),
            Asked("有序", "choice", choices=_YES, english=_("有序")),
            Asked("对象", "choice", choices=_SUBJECTS, english=_("对象")),
            Asked(
                "可变",
                "choice",
                choices=("时间", "本人", "单位", "部门", "不可"),
                english=_("可变"),
                hint=_("谁或什么能改变它"),
            ),
            Asked("定义", "rule", english=_("定义")),
            Asked("来源", english=_("来源")),
            Asked("问", "long", english=_("怎么问")),
            Asked("问en", "long", english=_("怎么问（英文）")),
        ),
        title=_("事实"),
    ),
    "relation": Spec(
        (
            Asked("名称", needed=True, english=_("名称")),
            Asked(
                "规则",
                "choice",
                choices=("就高", "自选", "叠加", "扣除", "合计封顶", "次月停发", "间隔", "补差"),
                needed=True,
                english=_("规则"),
            ),
            Asked(
                "成员", "many", needed=True, english=_("成员"), hint=_("政策编号/待遇，用顿号隔开")
            ),
            Asked("封顶", "rule", english=_("封顶")),
            Asked("期间", english=_("期间")),
            Asked(
                "已领有效",
                "choice",
                choices=_YES,
                english=_("已领有效"),
                hint=_("是：领过一项，其余也不能再享受"),
            ),
            _CITED,
            _SAID,
            _SAID_EN,
        ),
        title=_("互斥"),
    ),
    "step": Spec(
        (
            Asked("步骤", "long", needed=True, english=_("步骤")),
            Asked("en", "long", english=_("步骤（英文）")),
            Asked("期限", english=_("期限")),
            Asked("单位", "choice", choices=("工作日", "日", "月"), english=_("单位")),
        ),
        named_by=("步骤",),
        title=_("步骤"),
    ),
    "case": Spec(
        (
            Asked("编号", needed=True, english=_("编号")),
            Asked("说", "long", needed=True, english=_("说明")),
            Asked("基准日", "day", needed=True, english=_("基准日")),
            Asked("同上例", english=_("同上例"), hint=_("先照抄哪个案例的事实，写编号")),
            Asked("尚不能表达", "long", english=_("尚不能表达")),
        ),
        (
            Part("事实", "pairs", title=_("事实")),
            Part("期望", "expectations", title=_("期望"), hint=_("待遇编号与应得的结果")),
        ),
        named_by=("编号",),
        title=_("案例"),
    ),
    "expectation": Spec(
        (
            Asked(
                "结果", "choice", choices=("符合", "还差", "无法判定", "不符"), english=_("结果")
            ),
            Asked("金额", english=_("金额")),
            Asked("每期", english=_("每期")),
            Asked("实得", english=_("实得")),
            Asked("类", english=_("类")),
            Asked("原因", "many", english=_("原因"), hint=_("不成立的条件编号，用顿号隔开")),
            Asked("可得日", "day", english=_("可得日")),
            Asked("取代", english=_("取代"), hint=_("让给了哪一项")),
            Asked("可选", "many", english=_("可选"), hint=_("与哪些只能选一项，用顿号隔开")),
            Asked(
                "存续",
                "choice",
                choices=("未领", "续发", "暂停", "停发", "已领"),
                english=_("存续"),
            ),
            Asked("追回", english=_("追回")),
            Asked("入选", "many", english=_("入选"), hint=_("有名额时，哪些人入选")),
            Asked("并列", "many", english=_("并列")),
            Asked("版本", english=_("版本")),
        ),
        bare="结果",
        title=_("期望"),
    ),
    "source": Spec(
        (
            Asked("网址", needed=True, english=_("网址")),
            Asked("等级", "choice", choices=GRADES, needed=True, english=_("等级")),
            Asked("说明", english=_("说明")),
            Asked("日期", "day", english=_("日期")),
        ),
        named_by=("网址",),
        title=_("来源"),
    ),
    "note": Spec((_SAID, _SAID_EN), named_by=("说",), bare="说", title=_("一条")),
}

GROUPS = {"全部": _("全部成立"), "任一": _("任一成立"), "皆非": _("皆不成立")}
