"""Delete what is past its day; for a timer that runs once a day."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from habits import saved


class Command(BaseCommand):
    help = "Deletes saved results and lists past their day, and their bytes in SQLite's files."

    def handle(self, *args: Any, **options: Any) -> None:
        count = saved.purge(date.today())
        self.stdout.write(f"{count} deleted.")
