"""States and words of campaigns, streams, trips and letters; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignState(TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已公布")
    CLOSED = "closed", _("已结束")


class Measure(TextChoices):
    """What a number is about. Those in COUNTED are counted from the register or from events."""

    GRADUATES = "graduates", _("新引进大学生")
    POSTGRADUATES = "postgraduates", _("新引进硕士以上")
    DOCTORS = "doctors", _("新引进博士")
    EVENTS = "events", _("引才活动")
    FIRMS = "firms", _("参加企业")
    POSTS = "posts", _("岗位")
    RESUMES = "resumes", _("收到简历")
    INTENTS = "intents", _("达成意向")
    PAID = "paid", _("兑付补贴")
    STATIONS = "stations", _("新建博士后工作站")
    POSTDOCS = "postdocs", _("新增博士后")
    STOCK = "stock", _("人才存量")
    OTHER = "other", _("其他")


#: head counts, by the lowest level of schooling that counts
HEADS = (Measure.GRADUATES, Measure.POSTGRADUATES, Measure.DOCTORS)
#: of events
OF_EVENTS = (
    Measure.EVENTS, Measure.FIRMS, Measure.POSTS, Measure.RESUMES, Measure.INTENTS,
)  # fmt: skip


class Nature(TextChoices):
    """A flow is of a period, a stock of a day; the one is never measured by the other."""

    FLOW = "flow", _("期间新增")
    STOCK = "stock", _("期末存量")


class Qualifier(TextChoices):
    """How exactly a number was printed."""

    EXACT = "=", _("整")
    OVER = "余", _("余")
    NEARLY = "近", _("近")
    MORE = "多", _("多")
    ABOUT = "约", _("约")


class Stage(TextChoices):
    """Of a young person's way, in its order (实习→应聘→入职→在职→安居)."""

    INTERNSHIP = "internship", _("实习")
    APPLYING = "applying", _("应聘")
    STARTING = "starting", _("入职")
    WORKING = "working", _("在职")
    SETTLING = "settling", _("安居")


class CalendarKind(TextChoices):
    RECRUITING = "recruiting", _("招聘")
    TOURING = "touring", _("外出引才")
    SHARING = "sharing", _("分享提升")
    LIVING = "living", _("沉浸式体验")


class Origin(TextChoices):
    """Where a new graduate comes from, as far as the register holds it."""

    RETURNED = "returned", _("回乡：生源在本地、在外地读书")
    STAYED = "stayed", _("留下：在本地读书")
    CAME = "came", _("引进：生源和学校都在外地")
    UNKNOWN = "unknown", _("不明：没有登记生源地或院校所在地")


class Step(TextChoices):
    """From what is shown to what is agreed."""

    VIEWS = "views", _("观看")
    CLICKS = "clicks", _("点击")
    RESUMES = "resumes", _("简历")
    INTENTS = "intents", _("意向")


class FigureSource(TextChoices):
    FORM = "form", _("网页填写")
    FILE = "file", _("表格导入")


class TripState(TextChoices):
    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("已退回")


class Vehicle(TextChoices):
    TRAIN = "train", _("火车")
    PLANE = "plane", _("飞机")
    COACH = "coach", _("汽车")
    SHIP = "ship", _("轮船")
    CAR = "car", _("公务车")


class CostKind(TextChoices):
    TICKET = "ticket", _("车船机票")
    LODGING = "lodging", _("住宿")
    MEALS = "meals", _("伙食")
    VENUE = "venue", _("场地")
    OTHER = "other", _("其他")


class LetterState(TextChoices):
    DRAFT = "draft", _("草稿")
    SENT = "sent", _("已发出")
