"""`manage.py demo_events`: a fair of today and stops of a tour, for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.events.demo import set_up_events


class Command(BaseCommand):
    help = "为演示站安排一场当天的招聘会和一场巡回引才；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_events()
        if made is None:
            self.stdout.write("活动：已有")
            return
        self.stdout.write(
            f"活动：单位 {made.firms}，报名 {made.tickets}，签到 {made.came}，面谈 {made.seated}"
        )
