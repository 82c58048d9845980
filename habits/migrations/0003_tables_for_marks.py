from datetime import date

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# As the versions before wrote them among the results.
KEYS_END, PURGE_ENDS = date(9999, 12, 31), date(9999, 12, 30)
KEY, PURGE = b"server-key-", b"last-purge"


def copy(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Copied, not moved: a process of the version before that runs on, or comes back, looks for its
    keys where they were, and without them would take a wrong key for deleted results."""
    sealed, key_check, last_purge = (
        apps.get_model("habits", name) for name in ("Sealed", "KeyCheck", "LastPurge")
    )
    for row in sealed.objects.filter(expires_on=KEYS_END):
        key_id = int(bytes(row.locator).removeprefix(KEY))
        key_check.objects.create(key_id=key_id, value=bytes(row.blob))
    for row in sealed.objects.filter(locator=PURGE, expires_on=PURGE_ENDS):
        last_purge.objects.create(day=date.fromisoformat(bytes(row.blob).decode()))


def copy_back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """What was written since, for the version before."""
    sealed, key_check, last_purge = (
        apps.get_model("habits", name) for name in ("Sealed", "KeyCheck", "LastPurge")
    )
    for check in key_check.objects.all():
        mark = {"blob": bytes(check.value), "expires_on": KEYS_END}
        sealed.objects.update_or_create(locator=KEY + b"%d" % check.key_id, defaults=mark)
    for last in last_purge.objects.all():
        mark = {"blob": last.day.isoformat().encode(), "expires_on": PURGE_ENDS}
        sealed.objects.update_or_create(locator=PURGE, defaults=mark)


class Migration(migrations.Migration):
    dependencies = [("habits", "0002_without_rowid")]
    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("key_id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.BinaryField()),
            ],
            options={"db_table": "key_checks"},
        ),
        migrations.CreateModel(
            name="LastPurge",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("day", models.DateField()),
            ],
            options={"db_table": "last_purge"},
        ),
        migrations.RunPython(copy, copy_back),
    ]
