"""How long a record outlives its last opening, in days."""

from __future__ import annotations

# How long a record outlives its last opening, in days; the first is for who chooses nothing.
DAYS = (365, 30, 730)


# For a result on a list that does not say so: lists were once all kept so long.
LIST_DAYS = 730


# Longer than this no row lives that nobody opens.
LONGEST_DAYS = max(*DAYS, LIST_DAYS)
