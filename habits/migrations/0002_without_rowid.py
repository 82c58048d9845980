from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# In the order of the locators, which are random. Constraints as Django writes them.
STEPS = (
    "CREATE TABLE sealed_new (locator BLOB NOT NULL PRIMARY KEY, blob BLOB NOT NULL, "
    "expires_on date NOT NULL) WITHOUT ROWID",
    "INSERT INTO sealed_new SELECT locator, blob, expires_on FROM sealed ORDER BY locator",
    "DROP TABLE sealed",
    "ALTER TABLE sealed_new RENAME TO sealed",
)
INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'sealed' AND sql != ''"


def rebuild(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Number no rows: SQLite's numbers tell in which order results and lists were made.

    One transaction, and the same columns under the same names: a version that runs on goes on
    reading, and waits to write for as long as the copy takes. A table that a later migration
    changes is made anew by Django, and numbered again: repeat this behind it.
    """
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = [sql for (sql,) in cursor.fetchall()]
        for sql in (*STEPS, *indexes):
            cursor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("habits", "0001_initial")]
    # Backwards there is nothing to do: the version before works with it as it is.
    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop)]
