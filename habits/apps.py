from django.apps import AppConfig


class HabitsConfig(AppConfig):
    name = "habits"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the content checks
