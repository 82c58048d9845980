"""How gunicorn serves us, wherever it is started from this folder."""

import gc

# Below error it writes the address of whoever sends a malformed request.
loglevel = "error"
accesslog = None
# Nobody in front of us sends SCRIPT_NAME or PATH_INFO as a header; believed, they break a request.
forwarder_headers = ""
# The app is read once and its pages of memory are shared. What keeps it from starting is said once,
# where a worker that cannot start would be started for ever.
preload_app = True


def when_ready(server: object) -> None:
    """Leave what is loaded out of garbage collection, which would copy it into every worker."""
    gc.freeze()
