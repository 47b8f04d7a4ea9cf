"""`manage.py demo_jobs`: published posts for the demo, and some that wait for an officer."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.jobs.demo import set_up_jobs
from yulin.jobs.demo_people import set_up_people


class Command(BaseCommand):
    help = "为演示站发布一批虚构的岗位；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_jobs()
        if made is None:
            self.stdout.write("岗位：已有")
        else:
            self.stdout.write(f"岗位：招聘中 {made.opened}，待审核 {made.waiting}")
        people = set_up_people()
        if people is None:
            self.stdout.write("简历和投递：已有，或没有演示账号")
            return
        self.stdout.write(f"简历：{people.resumes}；投递：{people.applications}")
