"""`manage.py demo_arrival`: the social insurance bureau of the demo records somebody's insurance."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.sources.demo import let_arrive


class Command(BaseCommand):
    help = "让演示站的社保局记下一位毕业生的参保；本系统十秒内自己发现。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        person = let_arrive()
        if person is None:
            raise CommandError("没有可以到达的记录：请先运行 make demo，并用它自带的数据库。")
        self.stdout.write(
            f"社保局已记下 {person.masked_number} 的参保记录。十秒内会查询、核定并落实资金："
            f"以“演示毕业生”登录，看“我的待遇”和“我的款项”。"
        )
