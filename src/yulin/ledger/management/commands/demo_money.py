"""`manage.py demo_money`: a fund, accounts and a paid batch for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yulin.ledger.demo import set_up_money


class Command(BaseCommand):
    help = "为演示站设一项资金、登记账户、付一批；再次运行不改变什么。"

    def handle(self, **_options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        made = set_up_money()
        told = "，".join(f"{name} {count}" for name, count in made.items())
        self.stdout.write(f"资金：{told}" if told else "资金：已有")
