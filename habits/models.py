"""The one table. Its columns tell how many records there are and when they end, and nothing else.

SQLite's rows have no numbers (migration 0002) and places of chance (scattered.py)."""

from django.db import models


class Sealed(models.Model):
    """A sealed result or list; which of the two cannot be seen."""

    locator = models.BinaryField(primary_key=True, max_length=32)
    blob = models.BinaryField()
    # A day and no time: an hour could be matched with somebody's visit.
    expires_on = models.DateField(db_index=True)

    class Meta:
        db_table = "sealed"

    def __str__(self) -> str:
        return f"sealed until {self.expires_on}"
