"""Accepts today's results as the agreed ones: `manage.py cases --write`, then read `git diff`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...engine.loaded import get_content


class Command(BaseCommand):
    help = "Says which agreed cases differ from what the engine says; --write accepts that."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="rewrite tests/cases/*.toml")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        try:
            # The cases are no part of what is deployed.
            from tests import cases
        except ImportError:
            raise CommandError("The cases stand in tests/, and that is not here.") from None
        differ = 0
        for path in cases.files():
            text = path.read_text(encoding="utf-8")
            for case in cases.cases_in(text, path.stem):
                if told := cases.differences(get_content(), case):
                    self.stdout.write(told)
                    differ += 1
            if write and (new := cases.rewritten(text, get_content())) != text:
                path.write_text(new, encoding="utf-8")
        if differ and not write:
            raise CommandError(f"{differ} differ. --write accepts them; read `git diff` after it.")
        self.stdout.write(f"{differ} accepted." if differ else "All as agreed.")
