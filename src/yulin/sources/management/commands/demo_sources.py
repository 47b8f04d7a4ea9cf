"""`manage.py demo_sources --register http://127.0.0.1:8002/certificates`: departments for the demo."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.sources.demo import set_up_sources


class Command(BaseCommand):
    help = "为演示站设两个部门的数据来源；再次运行只更新地址。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--register", required=True, help="证书库接口的地址")

    def handle(self, **options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        for name, rows in set_up_sources(register=options["register"]).items():
            self.stdout.write(f"{name}：{rows} 条")
