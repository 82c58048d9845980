"""Around every page: cookies, limits, errors, cards."""
