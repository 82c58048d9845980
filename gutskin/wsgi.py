"""The entry point for a WSGI server such as gunicorn."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gutskin.settings")


def refuse_for_readers() -> None:
    """What is good enough on this machine and not for readers."""
    if settings.GENERATED_SECRETS:
        missing = " and ".join(settings.GENERATED_SECRETS)
        sys.exit(f"Set {missing} to serve readers. LOCAL_HTTP=true tries the app on this machine.")
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        sys.exit("Name every host in ALLOWED_HOSTS in full: a pattern lets others choose our name.")


if not settings.LOCAL_HTTP:
    refuse_for_readers()
if settings.TEMPORARY_SECRETS:
    sys.exit("This machine has no secrets yet. Run: python -m gutskin.local_secrets")

django_application = get_wsgi_application()

# Needs the apps, which get_wsgi_application() loads.
from django.db import connections  # noqa: E402

from habits.engine.loaded import get_content  # noqa: E402
from habits.engine.reader import ContentError  # noqa: E402
from habits.site.middleware import refuse_unreadable  # noqa: E402
from habits.store import file_modes, key_check  # noqa: E402

application = refuse_unreadable(django_application)

# It runs all the same: the folder can be one that others cannot enter.
for sentence in file_modes.close(file_modes.kept_here()):
    print(sentence, file=sys.stderr)

# Read before the first request, and before there are threads.
try:
    get_content()
except ContentError as error:
    sys.exit("\n".join(error.faults))

# With a wrong key every saved result would look deleted: better not to start at all.
if faults := key_check.check(settings.SERVER_KEYS):
    sys.exit("\n".join(faults))

# Workers are forked from here, and a connection cannot be shared by two processes.
for connection in connections.all():
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's
