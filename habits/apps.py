from django.apps import AppConfig
from django.conf import settings


class HabitsConfig(AppConfig):
    name = "habits"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the content checks

        if settings.DEBUG:
            from . import reloading

            reloading.connect()
