import sys
from threading import Thread

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yulin.web"
    label = "web"

    def ready(self) -> None:
        if _serves():
            _follow_releases()
            Thread(target=_warm, name="warm-up", daemon=True).start()


def _serves() -> bool:
    """Whether this process answers readers: commands, the worker and tests do not."""
    return "yulin.wsgi" in sys.modules


def _follow_releases() -> None:
    from yulin.programmes import following

    following.follow()


def _warm() -> None:
    from yulin.web.warm_up import warm_up, warm_up_matching

    warm_up()
    warm_up_matching()
