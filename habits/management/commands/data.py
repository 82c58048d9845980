"""Writes the files that /data/ offers, byte for byte, into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from habits.engine import dataset
from habits.engine.loaded import get_content


class Command(BaseCommand):
    help = "Writes all content as JSON, its JSON Schema and the hashes of both into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in dataset.files(get_content()).items():
            (folder / name).write_bytes(body)
            self.stdout.write(f"{folder / name}: {len(body)} bytes")
