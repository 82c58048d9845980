"""Retire a server key when no row needs it, so that it can be destroyed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...store import key_check


class Command(BaseCommand):
    # It asks the database alone.
    requires_system_checks = ()
    help = "Forgets a server key that seals nothing any more. Then take it out of SERVER_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key_id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        key_id = options["key_id"]
        if key_id == settings.SERVER_KEYS.seals:
            raise CommandError(f"Key {key_id} still seals. Add a newer one first.")
        if count := key_check.rows_sealed_with(key_id):
            raise CommandError(
                f"{count} rows are still sealed with key {key_id}. They move to the key that "
                "seals when they are opened, or end on their day."
            )
        key_check.forget(key_id)
        self.stdout.write(f"Key {key_id} is retired. Take it out of SERVER_KEYS and destroy it.")
