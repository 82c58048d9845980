"""Content of a test's own, in the place of what was read."""


class FixedContent:
    """Stands for loaded.read(), which caches."""

    def __init__(self, content) -> None:
        self.content = content

    def __call__(self):
        return self.content

    def cache_info(self):
        return type("Info", (), {"currsize": 1})
