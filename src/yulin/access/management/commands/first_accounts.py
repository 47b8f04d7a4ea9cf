"""`manage.py first_accounts`: the three administrators of a fresh site, without any password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yulin.access.actions.first_run import open_first_accounts
from yulin.access.enums import Duty
from yulin.access.errors import AccessError


class Command(BaseCommand):
    help = (
        "在新装的站点上开立系统、安全、审计三名管理员的账号，显示各自的启用码（只显示一次）。"
        "启用码当面交给本人，本人在 /sign-in/set-up/ 设置密码和第二因素。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for duty in (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN):
            parser.add_argument(
                f"--{duty.value.removesuffix('_admin')}",
                required=True,
                metavar="用户名:姓名:工号",
                help=str(duty.label),
            )
        parser.add_argument("--basis", required=True, help="任命文号")

    def handle(self, **options: Any) -> None:
        people = {
            duty: _parts(options[duty.value.removesuffix("_admin")])
            for duty in (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN)
        }
        try:
            opened = open_first_accounts(people=people, basis=options["basis"])
        except AccessError as error:
            raise CommandError(str(error)) from None
        for duty, one in opened.items():
            self.stdout.write(f"{duty.label} {one.user.username} 启用码 {one.code}")


def _parts(text: str) -> tuple[str, str, str]:
    parts = text.split(":")
    if len(parts) != 3 or not all(part.strip() for part in parts):
        raise CommandError(f"请写作 用户名:姓名:工号，而不是 {text!r}。")
    return parts[0], parts[1], parts[2]
