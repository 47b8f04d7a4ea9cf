"""`manage.py demo_helping`: lists, agencies, desks, carriers and projects for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.helping.demo import set_up_helping


class Command(BaseCommand):
    help = "为演示站装入虚构的帮扶名单、机构、社区招聘点、载体和项目；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_helping()
        if made is None:
            self.stdout.write("帮扶：已有")
            return
        self.stdout.write(
            f"帮扶：名单上 {made.people} 人，机构 {made.agencies} 家，项目 {made.projects} 个"
        )
