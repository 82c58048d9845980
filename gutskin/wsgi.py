"""The entry point for a WSGI server such as gunicorn."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gutskin.settings")
django_application = get_wsgi_application()

# Needs the apps, which get_wsgi_application() loads.
from habits import keys  # noqa: E402
from habits.advice import content  # noqa: E402
from habits.middleware import refuse_unreadable  # noqa: E402

application = refuse_unreadable(django_application)

# Read before the first request, and before there are threads.
content()

# With a wrong key every saved result would look deleted: better not to start at all.
if faults := keys.check(settings.SERVER_KEYS):
    sys.exit("\n".join(faults))
