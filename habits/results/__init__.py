"""A result: made, opened, shown, compared."""
