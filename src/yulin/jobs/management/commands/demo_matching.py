"""`manage.py demo_matching`: résumés and applications for the demo, and the night's counts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.jobs.demo_matching import set_up_matching


class Command(BaseCommand):
    help = "为演示站虚构一批简历和投递，并统计供需；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_matching()
        if made is None:
            self.stdout.write("简历：已有")
            return
        self.stdout.write(
            f"简历 {made.resumes}，投递 {made.applications}；{made.counted} 个岗位已统计"
        )
