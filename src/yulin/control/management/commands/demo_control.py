"""`manage.py demo_control`: doubts, a drawn sample and re-checks for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.control.demo import set_up_control


class Command(BaseCommand):
    help = "为演示站找一遍疑点、抽查一次已付款项；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_control()
        if made is None:
            self.stdout.write("稽核：已有")
            return
        self.stdout.write(f"稽核：疑点 {made.signals}，抽中 {made.drawn}，待复查 {made.rechecks}")
