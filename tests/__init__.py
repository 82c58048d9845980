"""All tests. In a fresh clone nobody made its secrets yet, and servers and tests need the same."""

from gutskin.local_secrets import make_secrets

make_secrets()
