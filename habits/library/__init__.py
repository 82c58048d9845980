"""Open to all: tips, claims, foods, topics, sources, search."""
