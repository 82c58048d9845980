"""Django's `migrate`, which makes SQLite's file for us alone."""

from typing import Any

from django.core.management.commands import migrate

from ...store import file_modes


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        for file in file_modes.database_files()[:1]:
            file_modes.make_closed(file)
        super().handle(*args, **options)
