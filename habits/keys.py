"""Is the server's key the one that sealed what is stored?

With a wrong key every result would look deleted. So each key leaves a check value in the table the
first time it is used, and the app refuses to start with a key whose value differs or is gone.
"""

from __future__ import annotations

from datetime import date

from django.db import DatabaseError

from . import sealing
from .models import Sealed
from .sealing import Keyring

# A row that no code leads to: a locator is 32 bytes, this one is shorter.
MARK = b"server-key-"
NEVER = date(9999, 12, 31)


def check(keyring: Keyring) -> list[str]:
    """A sentence for each thing that is wrong with the keys; empty when all is well.

    Writes the check value of a key that has none yet. A database that does not answer is not a
    fault of the keys.
    """
    try:
        stored = {
            bytes(row.locator)[len(MARK) :]: bytes(row.blob)
            for row in Sealed.objects.filter(expires_on=NEVER)
        }
        faults = []
        for key_id, value in stored.items():
            key = keyring.keys.get(int(key_id))
            if key is None:
                faults.append(missing(int(key_id)))
            elif sealing.check_value(key) != value:
                faults.append(f"Server key {int(key_id)} is not the one that sealed the results.")
        if not faults:
            remember(keyring, stored)
    except DatabaseError:
        return []
    return faults


def missing(key_id: int) -> str:
    return (
        f"Server key {key_id} is missing, and results are sealed with it. Put it back, or run "
        f"`manage.py retire_key {key_id}` when no result needs it any more."
    )


def remember(keyring: Keyring, stored: dict[bytes, bytes]) -> None:
    Sealed.objects.bulk_create(
        [
            Sealed(
                locator=MARK + str(key_id).encode(),
                blob=sealing.check_value(key),
                expires_on=NEVER,
            )
            for key_id, key in keyring.keys.items()
            if str(key_id).encode() not in stored
        ],
        ignore_conflicts=True,
    )


def rows_sealed_with(key_id: int) -> int:
    """How many rows only this key opens."""
    rows = Sealed.objects.exclude(expires_on=NEVER).values_list("blob", flat=True)
    return sum(sealing.key_id_of(bytes(blob)) == key_id for blob in rows.iterator())


def forget(key_id: int) -> None:
    """Drop the check value of a key that is retired."""
    Sealed.objects.filter(locator=MARK + str(key_id).encode()).delete()
