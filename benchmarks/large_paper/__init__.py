"""Makes a paper of any number of stories, with its readers, for what is measured in many stories."""

from collections.abc import Iterable


def insert(model, names: list[str], rows: Iterable[tuple]) -> None:
    """Store rows of values for the fields `names`, by the quickest way that the database has.

    Other fields take their defaults.
    """
    from django.db import connection, models

    fields = [model._meta.get_field(name) for name in names]
    others = [field for field in model._meta.concrete_fields if field not in fields]
    others = [f for f in others if not isinstance(f, models.AutoField) and not f.has_db_default()]
    rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    prepared = (models.DateField, models.UUIDField)
    converted = [place for place, field in enumerate(fields) if isinstance(field, prepared)]

    def ready(row):
        row = list(row)
        for place in converted:
            row[place] = fields[place].get_db_prep_save(row[place], connection)
        return (*row, *rest)

    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in [*fields, *others])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(ready(row))
        else:
            places = ", ".join(["%s"] * (len(fields) + len(others)))
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
                (ready(row) for row in rows),
            )
