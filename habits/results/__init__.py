"""A result: made, opened, shown, compared, taken along."""
