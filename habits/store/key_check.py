"""Is the server's key the one that sealed what is stored?

With a wrong key every result would look deleted. So a key leaves a check value in the table before
it first seals, and the app refuses to start with a key whose value differs or is gone. With the
database away at the start it starts all the same, and seals nothing before the check has passed.
"""

from __future__ import annotations

from datetime import date

from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr

from ..models import KeyCheck, Sealed
from . import clock, sealing
from .database import FAILURES, check_sqlite_file
from .sealing import Keyring

# Have this process's keys been found to be those of the table?
passed = False


def check(keyring: Keyring) -> list[str]:
    """A sentence for each thing that is wrong with the keys; empty when all is well.

    A database that does not answer is not a fault of the keys.
    """
    try:
        return settle(keyring)
    except FAILURES:
        return []


def settle(keyring: Keyring) -> list[str]:
    """As check(), with what it leaves in the table. Raises FAILURES; `passed` then stays as it was.

    Writes the check value of the key that seals, and the day, where there is none yet.
    """
    global passed
    check_sqlite_file()
    found = faults(keyring)
    if not found:
        remember(keyring)
        clock.begin(date.today())
        # Of two machines that begin at once with another key of the same number, one was too late.
        found = faults(keyring)
    passed = not found
    return found


def faults(keyring: Keyring) -> list[str]:
    """A sentence for each key that is missing or wrong. Raises FAILURES."""
    found = []
    for key_id, value in stored().items():
        key = keyring.keys.get(key_id)
        if key is None:
            found.append(missing(key_id))
        elif sealing.check_value(key) != value:
            found.append(f"Server key {key_id} is not the one that sealed the results.")
    return found


def stored() -> dict[int, bytes]:
    """Key id -> check value, as the database has them."""
    return {check.key_id: bytes(check.value) for check in KeyCheck.objects.all()}


def missing(key_id: int) -> str:
    return (
        f"Server key {key_id} is missing, and results are sealed with it. Put it back, or run "
        f"`manage.py retire_key {key_id}` when no result needs it any more."
    )


def remember(keyring: Keyring) -> None:
    """Only of the key that seals: one that opens alone would keep machines that do not have it yet
    from starting, and no row needs it."""
    value = sealing.check_value(keyring.keys[keyring.seals])
    if keyring.seals not in stored():
        check = KeyCheck(key_id=keyring.seals, value=value)
        KeyCheck.objects.bulk_create([check], ignore_conflicts=True)


def rows_by_key() -> QuerySet[Sealed]:
    """Every row with the id of the key that only opens it, in `key_id`."""
    return Sealed.objects.annotate(
        # Where sealing.key_id_of() reads it, looked at by the database, which counts from 1.
        key_id=Substr("blob", 2, 1, output_field=BinaryField())
    )


def rows_sealed_with(key_id: int) -> int:
    """How many rows only this key opens."""
    rows = rows_by_key().filter(key_id=bytes([key_id]))  # type: ignore[misc]  # annotated
    return rows.count()


def rows_without_key(keyring: Keyring) -> int:
    """How many rows no key of ours opens."""
    ours = [bytes([key_id]) for key_id in keyring.keys]
    return rows_by_key().exclude(key_id__in=ours).count()  # type: ignore[misc]  # annotated


def forget(key_id: int) -> None:
    """Drop the check value of a key that is retired."""
    KeyCheck.objects.filter(key_id=key_id).delete()
