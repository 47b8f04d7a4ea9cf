"""What somebody was told of posts and applications, in plain words in the reader's language."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.jobs.enums import ApplicationState, RefusalReason, Stage, StageOutcome, ToldKind
from yulin.jobs.models import JobNotice
from yulin.web.told import Words

_NEAR = {
    ToldKind.REFUSED, ToldKind.CALLED_OFF, ToldKind.TAKEN_BACK, ToldKind.OVER, ToldKind.SENT_BACK,
    ToldKind.ENDED, ToldKind.CONTRACT,
}  # fmt: skip
_OF_POSTS = {ToldKind.PUBLISHED, ToldKind.SENT_BACK, ToldKind.ENDED}

_SENTENCES: dict[str, str | Promise] = {
    ToldKind.SEEN: gettext_lazy("%(firm)s看了您投递“%(title)s”的简历。"),
    ToldKind.SHORTLISTED: gettext_lazy("%(firm)s把您列入了“%(title)s”的候选。"),
    ToldKind.INTERVIEW: gettext_lazy(
        "%(firm)s邀请您面试“%(title)s”：%(at)s，%(place)s。请答复去不去。"
    ),
    ToldKind.CALLED_OFF: gettext_lazy("%(firm)s取消了“%(title)s”在 %(at)s 的面试。"),
    ToldKind.OFFERED: gettext_lazy("%(firm)s愿意录用您做“%(title)s”，请在期限以前答复。"),
    ToldKind.TAKEN_BACK: gettext_lazy("%(firm)s收回了“%(title)s”的录用意向。"),
    ToldKind.CONTRACT: gettext_lazy(
        "%(firm)s登记了“%(title)s”的劳动合同，请核对：确认以后才算数。"
    ),
    ToldKind.REFUSED: gettext_lazy("%(firm)s没有录用您做“%(title)s”。原因：%(reason)s。"),
    ToldKind.REOPENED: gettext_lazy("%(firm)s收回了“%(title)s”未录用的决定，您的投递继续有效。"),
    ToldKind.OVER: gettext_lazy(
        "您投递的%(firm)s“%(title)s”已结束招聘。还没有答复的，单位仍可答复；也可以看看相近的岗位。"
    ),
    ToldKind.INVITED: gettext_lazy(
        "%(firm)s在简历库里看到您，邀请您投递“%(title)s”。投不投由您决定。"
    ),
    ToldKind.NEWS: gettext_lazy("您保存的搜索“%(name)s”有 %(n)s 个新岗位。"),
    ToldKind.STAGE: gettext_lazy("%(firm)s“%(title)s”：%(stage)s，%(outcome)s。"),
    ToldKind.LISTED: gettext_lazy(
        "您已列入%(firm)s“%(title)s”的公示，公示到 %(until)s。公示的姓名不写全。"
    ),
    ToldKind.CAME: gettext_lazy("%(day)s 收到 %(n)s 份新的投递：%(posts)s。"),
    ToldKind.ANSWERED: gettext_lazy("“%(title)s”的一位求职者：%(step)s。"),
    ToldKind.PUBLISHED: gettext_lazy("岗位“%(title)s”已通过审核并发布。"),
    ToldKind.SENT_BACK: gettext_lazy("岗位“%(title)s”没有通过审核，请看审核意见，修改后再提交。"),
    ToldKind.ENDED: gettext_lazy("岗位“%(title)s”已到期，不再接受投递；需要的话可以续期。"),
}
_STEPS: dict[str, str | Promise] = {
    ApplicationState.ACCEPTED: gettext_lazy("接受了录用意向，请登记合同"),
    ApplicationState.DECLINED: gettext_lazy("谢绝了录用意向"),
    ApplicationState.HIRED: gettext_lazy("确认了劳动合同"),
    ApplicationState.WITHDRAWN: gettext_lazy("撤回了投递，或不认可合同"),
    "come": gettext_lazy("会来面试"),
    "not-come": gettext_lazy("不能来面试"),
}


def job_words(notice: JobNotice) -> Words:
    kind = ToldKind(notice.kind)
    return Words(
        title=str(kind.label),
        sentence=str(_SENTENCES[kind]) % _told(notice.data),
        css="near" if kind in _NEAR else "yes",
        icon="work",
        at=notice.told_at,
        is_new=notice.read_at is None,
        link=_link(kind, notice),
    )


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """What was kept, codes in words; what is missing reads as a dash."""
    told = {name: data.get(name, "—") for name in ("title", "firm", "name", "n", "day", "place")}
    told["firm"] = data.get("firm") or _("单位")
    told["until"] = data.get("until", "—")
    told["reason"] = _word(RefusalReason, data.get("reason", ""))
    told["stage"] = _word(Stage, data.get("stage", ""))
    told["outcome"] = _word(StageOutcome, data.get("outcome", ""))
    told["step"] = str(_STEPS.get(data.get("step", ""), "—"))
    moment = parse_datetime(data.get("at", ""))
    told["at"] = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"
    told["posts"] = "、".join(f"{title}（{n}）" for title, n in data.get("titles", []))
    return told


def _word(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else "—"


def _link(kind: ToldKind, notice: JobNotice) -> str:
    """Where it goes on: its own page, the search, the firm's posts."""
    if kind == ToldKind.NEWS:
        query = {**notice.data.get("query", {}), "sort": "new"}
        return f"{reverse('public:jobs')}?{urlencode(query)}"
    if notice.person_id is not None:
        if notice.application_id is not None and notice.application is not None:
            return reverse("person:application", args=[notice.application.uuid])
        return reverse("public:job", args=[notice.post.uuid]) if notice.post else ""
    if kind in _OF_POSTS and notice.post is not None:
        return reverse("employer:post", args=[notice.post.uuid])
    if notice.application is not None:
        return reverse("employer:candidate", args=[notice.application.uuid])
    return reverse("employer:posts")
