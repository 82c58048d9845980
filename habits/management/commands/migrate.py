"""Django's `migrate`, which makes SQLite's file for us alone."""

from typing import Any

from django.core.management.commands import migrate

from habits import closed


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        for file in closed.database_files()[:1]:
            closed.make_closed(file)
        super().handle(*args, **options)
