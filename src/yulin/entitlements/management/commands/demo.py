"""`manage.py demo`: an invented region on a running site, everything decided."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from yulin.entitlements.demo import Demo, Tell, set_up
from yulin.programmes.errors import LibraryError


class Command(BaseCommand):
    help = "装载一个虚构的地区并完成计算；再次运行只补上缺少的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=20_000, help="人数")
        parser.add_argument("--employers", type=int, default=800, help="单位数")
        parser.add_argument(
            "--seed", type=int, default=7, help="随机种子：同样的种子得到同样的地区"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, default=None, help="基准日，默认今天"
        )

    def handle(self, **options: Any) -> None:
        if not settings.YULIN_DEMO:
            raise CommandError("演示数据只能装在演示站上：请设置 YULIN_DEMO=1。")
        if min(options["people"], options["employers"]) < 1:
            raise CommandError("人数和单位数都应大于零。")
        console = Console(stderr=True)
        try:
            with bar(console) as tell:
                demo = set_up(
                    people=options["people"],
                    employers=options["employers"],
                    seed=options["seed"],
                    as_of=options["as_of"],
                    tell=tell,
                )
        except LibraryError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_summary(demo))


@contextmanager
def bar(console: Console) -> Iterator[Tell]:
    """A progress bar, one line a stage."""
    columns = (TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=max(1, total))
            progress.update(tasks[stage], completed=done if total else 1, total=max(1, total))

        yield tell


def _summary(demo: Demo) -> str:
    again = "" if demo.loaded else "（已有，未重新装载）"
    due = demo.run.counts.get("3", 0)
    return (
        f"{demo.run.people} 人、{demo.run.employers} 个单位{again}；"
        f"基准日 {demo.run.as_of}：{demo.run.decisions} 个结果，其中符合 {due} 个。"
    )
