"""What is taken along or shown: notes, words, links, data."""
