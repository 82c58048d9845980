"""Is the server's key the one that sealed what is stored?

With a wrong key every result would look deleted. So each key leaves a check value in the table the
first time it is used, and the app refuses to start with a key whose value differs or is gone.
"""

from __future__ import annotations

from datetime import date

from django.db.models import BinaryField
from django.db.models.functions import Substr

from . import saved, sealing
from .models import Sealed
from .sealing import Keyring

# A row that no code leads to: a locator is 32 bytes, this one is shorter.
MARK = b"server-key-"
NEVER = date(9999, 12, 31)
FAILURES = saved.FAILURES


def check(keyring: Keyring) -> list[str]:
    """A sentence for each thing that is wrong with the keys; empty when all is well.

    Writes the check value of a key that has none yet. A database that does not answer is not a
    fault of the keys.
    """
    try:
        saved.look_for_file()
        found = faults(keyring)
        if not found:
            remember(keyring)
    except FAILURES:
        return []
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
    return {
        int(bytes(row.locator)[len(MARK) :]): bytes(row.blob)
        for row in Sealed.objects.filter(expires_on=NEVER)
    }


def missing(key_id: int) -> str:
    return (
        f"Server key {key_id} is missing, and results are sealed with it. Put it back, or run "
        f"`manage.py retire_key {key_id}` when no result needs it any more."
    )


def remember(keyring: Keyring) -> None:
    known = stored()
    Sealed.objects.bulk_create(
        [
            Sealed(
                locator=MARK + str(key_id).encode(),
                blob=sealing.check_value(key),
                expires_on=NEVER,
            )
            for key_id, key in keyring.keys.items()
            if key_id not in known
        ],
        ignore_conflicts=True,
    )


def rows_sealed_with(key_id: int) -> int:
    """How many rows only this key opens."""
    rows = Sealed.objects.exclude(expires_on=NEVER).annotate(
        # Where sealing.key_id_of() reads it, looked at by the database, which counts from 1.
        key_id=Substr("blob", 2, 1, output_field=BinaryField())
    )
    return rows.filter(key_id=bytes([key_id])).count()


def forget(key_id: int) -> None:
    """Drop the check value of a key that is retired."""
    Sealed.objects.filter(locator=MARK + str(key_id).encode()).delete()
