"""How gunicorn serves us, wherever it is started from this folder."""

import gc
import logging
import os
from pathlib import Path

from habits.site.logs import without_request

# Below error it writes the address of whoever sends a malformed request.
loglevel = "error"
accesslog = None
logging.getLogger("gunicorn.error").addFilter(without_request)
# Nobody in front of us sends SCRIPT_NAME or PATH_INFO as a header; believed, they break a request.
forwarder_headers = ""
# A sibling host can plant cookies by the kilobyte. What is not ours is dropped unread (cookies.py),
# so we take all that nginx lets through: its large_client_header_buffers come to 768 KiB.
limit_request_field_size = 1024 * 1024
# The app is read once and its pages of memory are shared. What keeps it from starting is said once,
# where a worker that cannot start would be started for ever.
preload_app = True
# Counts of processes that are gone would be added to ours. Before the app is read, which opens one.
if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.makedirs(folder, mode=0o700, exist_ok=True)
    for file in Path(folder).glob("*.db"):
        file.unlink()


def when_ready(server: object) -> None:
    """Leave what is loaded out of garbage collection, which would copy it into every worker."""
    gc.freeze()
