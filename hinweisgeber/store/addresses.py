"""The address of a database on PostgreSQL, refused where it is read and not when somebody connects."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

POSTGRES = "postgresql+psycopg"
TWICE = {"user", "dbname"}  # behind a question mark the driver would take them, before those of the address
INVALID = "Die Adresse oder eine Angabe nach ihrem Fragezeichen gilt nicht."


def postgres_url(raw: str) -> URL:
    """The address, all of whose options the driver knows. Raises ValueError, which says what is wrong."""
    try:
        url = make_url(raw).set(drivername=POSTGRES)
        _, options = url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        raise ValueError(INVALID) from error
    if twice := TWICE & set(url.query):
        what = "Rolle und Datenbank gehören in die Adresse selbst, nicht hinter das Fragezeichen"
        raise ValueError(f"{what} ({min(twice)}).")
    driver = url.get_dialect().import_dbapi()  # loaded where it is used
    try:
        driver.conninfo.make_conninfo("", **options)
    except driver.ProgrammingError as error:
        raise ValueError(INVALID) from error
    return url
