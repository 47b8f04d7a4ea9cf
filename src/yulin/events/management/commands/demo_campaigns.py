"""`manage.py demo_campaigns`: plans with targets, policies, a stream, a trip and a letter."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.events.demo_campaigns import set_up_campaigns


class Command(BaseCommand):
    help = "为演示站建立引才计划、直播、出行和一封信；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_campaigns()
        if made is None:
            self.stdout.write("引才计划：已有")
            return
        self.stdout.write(f"引才计划：{made.campaigns} 个，信发给 {made.letters} 人")
