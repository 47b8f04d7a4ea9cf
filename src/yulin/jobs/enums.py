"""States and words of the room's records; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PostState(TextChoices):
    DRAFT = "draft", _("草稿")
    WAITING = "waiting", _("待审核")
    OPEN = "open", _("招聘中")
    PAUSED = "paused", _("已暂停")
    FILLED = "filled", _("已招满")
    EXPIRED = "expired", _("已到期")
    WITHDRAWN = "withdrawn", _("已撤下")
    REFUSED = "refused", _("未通过审核")


#: what nobody but the firm and its officers sees
UNPUBLISHED = (PostState.DRAFT, PostState.WAITING, PostState.REFUSED)
#: of these one firm has no two that are the same
LIVE = (PostState.WAITING, PostState.OPEN, PostState.PAUSED)


class PostSource(TextChoices):
    FORM = "form", _("网页填写")
    WORKBOOK = "workbook", _("表格导入")
    INTERFACE = "interface", _("接口")


class WorkForm(TextChoices):
    FULL_TIME = "全职", _("全职")
    PART_TIME = "兼职", _("兼职")
    INTERNSHIP = "实习", _("实习")
    TRAINEESHIP = "见习", _("见习")
    FLEXIBLE = "灵活", _("灵活")


#: how the register names the form of a post
REGISTERED_AS = {
    WorkForm.FULL_TIME: "劳动合同",
    WorkForm.PART_TIME: "兼职",
    WorkForm.INTERNSHIP: "实习",
    WorkForm.TRAINEESHIP: "见习",
    WorkForm.FLEXIBLE: "灵活就业",
}


class Shift(TextChoices):
    DAY = "白班", _("白班")
    ROTATING = "倒班", _("倒班")
    NIGHT = "夜班", _("夜班")
    WEEKEND = "周末", _("周末")


class Verdict(TextChoices):
    PUBLISHED = "published", _("同意发布")
    REFUSED = "refused", _("不予发布")


class Visibility(TextChoices):
    """Which employers may find somebody's résumé; whoever is applied to sees what was sent."""

    NOBODY = "nobody", _("谁也看不到，投递时才给对方")
    CHOSEN = "chosen", _("只给我选定的单位看")
    REGION = "region", _("本地区的用人单位都能看到")


class AudienceKind(TextChoices):
    CHOSEN = "chosen", _("选定")
    BLOCKED = "blocked", _("屏蔽")


class ApplicationState(TextChoices):
    SENT = "sent", _("已投递")
    SEEN = "seen", _("单位已查看")
    SHORTLISTED = "shortlisted", _("已入围")
    INTERVIEW = "interview", _("面试中")
    OFFERED = "offered", _("已发录用意向")
    ACCEPTED = "accepted", _("已接受录用")
    DECLINED = "declined", _("已谢绝录用")
    HIRED = "hired", _("合同已登记")
    WITHDRAWN = "withdrawn", _("本人已撤回")
    REFUSED = "refused", _("未录用")


class RefusalReason(TextChoices):
    """Why an employer says no: the person is told it in these words."""

    SCHOOLING = "schooling", _("学历或专业不符合岗位要求")
    SKILL = "skill", _("技能、证书或执照不符合岗位要求")
    EXPERIENCE = "experience", _("工作经验不符合岗位要求")
    INTERVIEW = "interview", _("面试未通过")
    ABSENT = "absent", _("约定的面试没有到场")
    TERMS = "terms", _("工资、时间或地点没有谈拢")
    FILLED = "filled", _("岗位已经招满")
    CANCELLED = "cancelled", _("岗位已取消")
    OTHER = "other", _("其他原因")


class InterviewState(TextChoices):
    INVITED = "invited", _("待答复")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("已谢绝")
    CANCELLED = "cancelled", _("已取消")


class OfferState(TextChoices):
    MADE = "made", _("待答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已谢绝")
    WITHDRAWN = "withdrawn", _("已收回")


class ContractState(TextChoices):
    REGISTERED = "registered", _("待本人确认")
    CONFIRMED = "confirmed", _("已确认")
    DISPUTED = "disputed", _("本人不认可")


class ToldKind(TextChoices):
    """What somebody is told of posts and applications; of firms those from `CAME` on."""

    SEEN = "seen", _("单位看了您的简历")
    SHORTLISTED = "shortlisted", _("您已入围")
    INTERVIEW = "interview", _("邀请您面试")
    CALLED_OFF = "called_off", _("面试已取消")
    OFFERED = "offered", _("收到录用意向")
    TAKEN_BACK = "taken_back", _("录用意向已收回")
    CONTRACT = "contract", _("请确认劳动合同")
    REFUSED = "refused", _("未录用")
    REOPENED = "reopened", _("单位收回了未录用的决定")
    OVER = "over", _("您投递的岗位已结束招聘")
    INVITED = "invited", _("邀请您投递")
    NEWS = "news", _("保存的搜索有新岗位")
    STAGE = "stage", _("招录结果")
    LISTED = "listed", _("公示")
    CAME = "came", _("新的投递")
    ANSWERED = "answered", _("求职者答复")
    PUBLISHED = "published", _("岗位已通过审核")
    SENT_BACK = "sent_back", _("岗位未通过审核")
    ENDED = "ended", _("岗位到期")


class Stage(TextChoices):
    """Stages of a public body's recruitment, in their order."""

    APPLY = "apply", _("报名")
    REVIEW = "review", _("资格审核")
    WRITTEN = "written", _("笔试")
    INTERVIEW = "interview", _("面试")
    MEDICAL = "medical", _("体检")
    INSPECTION = "inspection", _("考察")
    PUBLICITY = "publicity", _("公示")
    HIRE = "hire", _("录用")


class StageOutcome(TextChoices):
    PASSED = "passed", _("通过")
    FAILED = "failed", _("未通过")
    ABSENT = "absent", _("缺席")
    WAIVED = "waived", _("本人放弃")


class ObjectionState(TextChoices):
    OPEN = "open", _("待答复")
    UPHELD = "upheld", _("成立")
    DISMISSED = "dismissed", _("不成立")


class Dislike(TextChoices):
    """Why somebody does not want a post; nobody but the ranking's report counts it."""

    PLACE = "place", _("地点不合适")
    PAY = "pay", _("工资不合适")
    WORK = "work", _("不想做这类工作")
    HOURS = "hours", _("时间或班次不合适")
    FIRM = "firm", _("不想去这家单位")
    OTHER = "other", _("其他")


class MatchSide(TextChoices):
    SEEKER = "seeker", _("求职者")
    EMPLOYER = "employer", _("用人单位")


class WeightsState(TextChoices):
    PROPOSED = "proposed", _("待决定")
    WORSE = "worse", _("没有确实更好，未提交")
    ADOPTED = "adopted", _("在用")
    REFUSED = "refused", _("未采用")
    RETIRED = "retired", _("已停用")
