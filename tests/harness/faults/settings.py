"""The project's settings with the switches that the fault tests need."""

import os
from datetime import UTC, datetime, timedelta

from gutskin.settings import *  # noqa: F403
from gutskin.settings import DATABASES, LOGGING, MIDDLEWARE

# Collected apart from what `make run` collects.
STATIC_ROOT = os.environ["FAULTS_STATIC"]
# The negative control of the power cuts: a setting that is known to lose what was acknowledged.
if weaker := os.environ.get("FAULTS_SYNCHRONOUS"):
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace(
        "synchronous=FULL", f"synchronous={weaker}"
    )
# A clock that stands so many days ahead, or behind, and goes on from there.
if days := os.environ.get("FAULTS_DAYS_AHEAD"):
    # Here, as it takes as long to import as a quarter of the app does: pytest comes with it.
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(days=int(days))).start()
# Every line there is, somebody to mail errors to, and requests that break a view on demand.
if mails := os.environ.get("FAULTS_MAILS"):
    ADMINS = [("Admin", "admin@thread.example")]
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = mails
    MIDDLEWARE = ["tests.harness.faults.logs.break_on_demand", *MIDDLEWARE]
    for logger in LOGGING["loggers"].values():
        logger["level"] = "DEBUG"
    # The control: the same, logged and mailed as Django does it.
    if os.environ.get("FAULTS_PLAIN"):
        LOGGING["formatters"]["bare"] = {"format": "%(levelname)s %(message)s"}
        mail = {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR"}
        LOGGING["handlers"]["mail"] = mail
        LOGGING["loggers"]["django"]["handlers"] = ["stderr", "mail"]
