"""States and words of the room's records; a leaf that anything may import."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import EventKind

#: where projects compete
CONTESTS = (EventKind.SUMMIT, EventKind.CONTEST)


class ListKind(TextChoices):
    GRADUATES = "graduates", _("离校未就业毕业生")
    HARDSHIP = "hardship", _("就业困难人员")
    UNEMPLOYED = "unemployed", _("登记失业人员")
    VETERANS = "veterans", _("退役军人")
    OTHER = "other", _("其他")


#: kinds that the register can name by itself; the others come by workbook alone
BY_RULE = (ListKind.GRADUATES, ListKind.HARDSHIP, ListKind.UNEMPLOYED)


class CaseSource(TextChoices):
    REGISTER = "register", _("登记信息")
    WORKBOOK = "workbook", _("表格导入")


class CaseState(TextChoices):
    OPEN = "open", _("帮扶中")
    CLOSED = "closed", _("已办结")


class Outcome(TextChoices):
    EMPLOYED = "employed", _("已就业")
    TRAINING = "training", _("参加培训")
    TRAINEESHIP = "traineeship", _("参加见习")
    BUSINESS = "business", _("自主创业")
    STUDYING = "studying", _("升学")
    ARMY = "army", _("应征入伍")
    NO_WISH = "no_wish", _("暂无就业意愿")
    DECLINED = "declined", _("本人不需要帮扶")
    MOVED = "moved", _("转出本地区")
    LOST = "lost", _("多次联系不上")


class Channel(TextChoices):
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门")
    COUNTER = "counter", _("窗口")
    MESSAGE = "message", _("短信或微信")


class Result(TextChoices):
    REACHED = "reached", _("接通")
    NO_ANSWER = "no_answer", _("未接")
    REFUSED = "refused", _("拒绝")
    EMPLOYED = "employed", _("自称已就业")
    WRONG_NUMBER = "wrong_number", _("号码有误")
    LATER = "later", _("约定再联系")


class Need(TextChoices):
    POST = "post", _("岗位")
    TRAINING = "training", _("培训")
    TRAINEESHIP = "traineeship", _("见习")
    BUSINESS = "business", _("创业")


class OfferKind(TextChoices):
    POLICY = "policy", _("政策宣讲")
    POST = "post", _("岗位")
    TRAINING = "training", _("培训")
    TRAINEESHIP = "traineeship", _("见习")
    BUSINESS = "business", _("创业服务")


#: what everybody on a list is to be offered at least: 1 policy, 3 posts, 1 training or traineeship
PROMISED = (
    ((OfferKind.POLICY,), 1),
    ((OfferKind.POST,), 3),
    ((OfferKind.TRAINING, OfferKind.TRAINEESHIP), 1),
)


class OfferState(TextChoices):
    PROPOSED = "proposed", _("待帮扶人确认")
    MADE = "made", _("待本人答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已谢绝")
    WITHDRAWN = "withdrawn", _("已撤回")


class DeclineReason(TextChoices):
    PAY = "pay", _("待遇不合适")
    PLACE = "place", _("地点太远")
    WORK = "work", _("工作内容不合适")
    TIME = "time", _("时间不合适")
    PLANS = "plans", _("另有打算")
    OTHER = "other", _("其他原因")


class Prize(TextChoices):
    """Of a project at a contest."""

    FIRST = "first", _("一等奖")
    SECOND = "second", _("二等奖")
    THIRD = "third", _("三等奖")
    MERIT = "merit", _("优胜奖")


class PartyKind(TextChoices):
    """四社联动: the four who hire together with a community."""

    COMMUNITY = "community", _("社区")
    ORGANISATION = "organisation", _("社会组织")
    WORKER = "worker", _("社会工作者")
    RESOURCES = "resources", _("社会资源")


class SignUpState(TextChoices):
    TAKEN = "taken", _("已登记")
    TOLD = "told", _("已转告单位")
    HIRED = "hired", _("已录用")
    NOT_HIRED = "not_hired", _("未录用")
    WITHDRAWN = "withdrawn", _("本人已撤回")


class AgencyState(TextChoices):
    ASKED = "asked", _("待核验")
    LISTED = "listed", _("已公示")
    REFUSED = "refused", _("核验未通过")
    SUSPENDED = "suspended", _("暂停接单")
    REVOKED = "revoked", _("许可已吊销")


class Service(TextChoices):
    RECRUITMENT = "recruitment", _("招聘")
    SEARCH = "search", _("高级人才寻访")
    DISPATCH = "dispatch", _("劳务派遣")
    OUTSOURCING = "outsourcing", _("人力资源外包")
    TRAINING = "training", _("人力资源培训")
    ASSESSMENT = "assessment", _("人才测评")
    CONSULTING = "consulting", _("管理咨询")
    INCUBATION = "incubation", _("创业孵化")


class OrderState(TextChoices):
    PLACED = "placed", _("待接单")
    TAKEN = "taken", _("招聘中")
    DECLINED = "declined", _("机构未接单")
    CLOSED = "closed", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class CandidateState(TextChoices):
    PROPOSED = "proposed", _("已推荐")
    ACCEPTED = "accepted", _("单位已接收")
    HIRED = "hired", _("已入职")
    REFUSED = "refused", _("单位未接收")
    WITHDRAWN = "withdrawn", _("本人已撤回")


#: who holds one of the seats of an order
SEATED = (CandidateState.ACCEPTED, CandidateState.HIRED)


class ComplaintState(TextChoices):
    OPEN = "open", _("待处理")
    UPHELD = "upheld", _("属实")
    NOT_UPHELD = "not_upheld", _("不属实")


class ComplaintGround(TextChoices):
    CHARGED = "charged", _("向求职者收费")
    UNTRUE = "untrue", _("岗位信息不实")
    PERSONAL = "personal", _("泄露个人信息")
    SERVICE = "service", _("未按约定服务")
    OTHER = "other", _("其他")


class CarrierKind(TextChoices):
    HR_PARK = "hr_park", _("人力资源产业园")
    TWIN_PARK = "twin_park", _("两创园")
    SMALL_FIRMS = "small_firms", _("小微企业园")
    INDUSTRY = "industry", _("产业园")
    INSTITUTE = "institute", _("研究院")
    INCUBATOR = "incubator", _("孵化器")


class Stage(TextChoices):
    LEAD = "lead", _("线索")
    TALKS = "talks", _("接洽")
    VISITED = "visited", _("考察")
    SIGNED = "signed", _("签约")
    LANDED = "landed", _("落地")
    INCUBATED = "incubated", _("孵化")
    ENDED = "ended", _("终止")


#: the columns of the board, in order; from each a project goes on to the next, or ends
ROAD = (
    Stage.LEAD, Stage.TALKS, Stage.VISITED, Stage.SIGNED, Stage.LANDED, Stage.INCUBATED,
)  # fmt: skip


class Stars(IntegerChoices):
    ONE = 1, _("很不满意")
    TWO = 2, _("不满意")
    THREE = 3, _("一般")
    FOUR = 4, _("满意")
    FIVE = 5, _("很满意")


class HelpTold(TextChoices):
    """What those who are helped are told."""

    OFFER = "help_offer", _("帮扶人给您推荐")
    WITHDRAWN = "help_withdrawn", _("推荐已撤回")
    CALL = "help_call", _("帮扶人约您联系")
