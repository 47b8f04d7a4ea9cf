"""Kinds of sources and outcomes of calls; a leaf that anything may import."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceKind(TextChoices):
    DATABASE = "database", _("数据库视图")
    HTTP = "http", _("HTTP 接口")
    FILES = "files", _("文件目录")
    MESSAGE = "message", _("消息推送")


ASKED = frozenset({SourceKind.DATABASE, SourceKind.HTTP})
"""Kinds that answer when they are asked about somebody; the others send when they like."""


class Outcome(TextChoices):
    """`EMPTY` is a no that the department said; `NO_ANSWER` says nothing about anybody."""

    ANSWERED = "answered", _("有记录")
    EMPTY = "empty", _("没有记录")
    NO_ANSWER = "no_answer", _("没有答复")
    REFUSED = "refused", _("被拒绝")
    WRONG_SHAPE = "wrong_shape", _("内容不合约定")


SAID = frozenset({Outcome.ANSWERED, Outcome.EMPTY})
"""The department said something."""


class Why(TextChoices):
    CHECK = "check", _("经办核查")
    REFRESH = "refresh", _("到期更新")
    NEWS = "news", _("对方有新记录")
    TRIAL = "trial", _("试调用")
    FILE = "file", _("收到文件")
    MESSAGE = "message", _("收到消息")
