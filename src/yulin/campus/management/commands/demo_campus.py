"""`manage.py demo_campus`: a school with an account, agreements, students, a round, a visit, an order."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.campus.demo import set_up_campus


class Command(BaseCommand):
    help = (
        "为演示站建一所合作院校和账号、协议、学生、实习轮次、参访和培训订单；再次运行不改变什么。"
    )

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_campus()
        if made is None:
            self.stdout.write("校地合作：已有")
            return
        self.stdout.write(
            f"校地合作：学生 {made.students}，实习名额 {made.places}，已分配 {made.seated}"
        )
