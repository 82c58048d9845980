"""How gunicorn serves us, wherever it is started from this folder."""

# Below error it writes the address of whoever sends a malformed request.
loglevel = "error"
accesslog = None
# Nobody in front of us sends SCRIPT_NAME or PATH_INFO as a header; believed, they break a request.
forwarder_headers = ""
