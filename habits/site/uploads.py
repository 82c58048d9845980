"""Files that are sent: one form takes one, in memory, and nothing is written to the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler

from .addresses import name_of

# The name of the address that takes a file.
TAKES_A_FILE = "import"
# In bytes: a photo chosen by mistake.
READ_AWAY, AT_ONCE = 16_000_000, 65_536


def read_away(body: Any, length: int) -> None:
    """Read what is refused, where nothing in front of us does: a browser whose file is cut off
    shows an error of its own instead of our page."""
    if length <= READ_AWAY:
        while body.read(AT_ONCE):
            pass


class InMemory(MemoryFileUploadHandler):
    """Refuses what Django's own handlers would put into a folder for temporary files, and a file
    that comes with any other form."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, *others: Any
    ) -> None:
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            read_away(input_data, content_length)
            raise RequestDataTooBig("a file that is too large")
        super().handle_raw_input(input_data, META, content_length, *others)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.request is None or name_of(self.request.path_info) != TAKES_A_FILE:
            raise TooManyFilesSent("a file where none is asked for")
        super().new_file(*args, **kwargs)
