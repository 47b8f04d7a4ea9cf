"""`manage.py demo_services`: places, free nights and appointments for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.services.demo import set_up_services


class Command(BaseCommand):
    help = "为演示站开放一批虚构的服务点、床位和预约时段；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_services()
        if made is None:
            self.stdout.write("服务点：已有")
            return
        self.stdout.write(
            f"服务点：{made.places} 处，床位 {made.beds}，时段 {made.slots}，住宿 {made.stays}"
        )
