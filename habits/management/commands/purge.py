"""Delete what is past its day; for a timer that runs once a day."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...store import purging


class Command(BaseCommand):
    # Whatever is wrong with the content, what has ended goes.
    requires_system_checks = ()
    help = "Deletes saved results and lists past their day, and their bytes in SQLite's files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="the clock is right: delete all that has ended"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = date.today()
        if not options["force"] and (doubt := purging.doubt(today)):
            raise CommandError(f"{doubt} Nothing was deleted. {purging.WHEN_SURE}")
        count = purging.purge(today)
        self.stdout.write(f"{count} deleted.")
