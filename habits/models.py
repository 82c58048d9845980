"""The tables. What is kept of people is in one of them. Its columns tell how many records there are
and when they end, and nothing else.

SQLite's rows have no numbers there (migration 0002) and places of chance (shuffled_pages.py)."""

from datetime import date

from django.db import models

# Versions before migration 0003 kept the check values of keys, and the day of the last purge, as
# rows of `sealed` that end on this day or later. They stay there for such a version beside this one
# or after it, until a release that no longer has one to be replaced.
EARLIER_MARKS = date(9999, 12, 30)


class Records(models.Manager["Sealed"]):
    def get_queryset(self) -> models.QuerySet["Sealed"]:
        return super().get_queryset().filter(expires_on__lt=EARLIER_MARKS)


class Sealed(models.Model):
    """A sealed result or list; which of the two cannot be seen."""

    locator = models.BinaryField(primary_key=True, max_length=32)
    blob = models.BinaryField()
    # A day and no time: an hour could be matched with somebody's visit.
    expires_on = models.DateField(db_index=True)

    objects = Records()
    # For what is asked for by its locator, which no mark has: takes a third less time.
    by_locator = models.Manager["Sealed"]()

    class Meta:
        db_table = "sealed"

    def __str__(self) -> str:
        return f"sealed until {self.expires_on}"


class KeyCheck(models.Model):
    """By what a server key that seals, or sealed, is known again."""

    key_id = models.PositiveSmallIntegerField(primary_key=True)
    value = models.BinaryField()

    class Meta:
        db_table = "key_checks"

    def __str__(self) -> str:
        return f"server key {self.key_id}"


class LastPurge(models.Model):
    """The day of the last purge: one row."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    day = models.DateField()

    class Meta:
        db_table = "last_purge"

    def __str__(self) -> str:
        return f"purged on {self.day}"
