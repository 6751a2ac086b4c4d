"""The causes of what a store does not do: libraries and servers say it in many ways, in English and German."""

from __future__ import annotations

import errno
import sqlite3
import ssl

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, SSLError
from psycopg import OperationalError
from psycopg.errors import DiskFull, InsufficientPrivilege, ReadOnlySqlTransaction, TooManyConnections, UndefinedTable
from sqlalchemy.exc import OperationalError as Wrapped

from hinweisgeber.store.causes import Cause, cause_of
from hinweisgeber.store.errors import StoreAway, StoreFull

SERVER = 'connection failed: connection to server at "192.0.2.10", port 5432 failed: '
SAID = {
    "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?": Cause.REFUSED,
    "No such file or directory\n\tIs the server running locally?": Cause.REFUSED,
    "Permission denied\n\tIs the server running locally?": Cause.PERMISSION,
    "timeout expired": Cause.TOO_SLOW,
    'FATAL:  password authentication failed for user "hinweisgeber_office"': Cause.AUTHENTICATION,
    "FATAL:  Passwort-Authentifizierung für Benutzer »hinweisgeber_office« fehlgeschlagen": Cause.AUTHENTICATION,
    'FATAL:  Peer authentication failed for user "hinweisgeber_office"': Cause.AUTHENTICATION,
    "FATAL:  Peer-Authentifizierung für Benutzer »hinweisgeber_office« fehlgeschlagen": Cause.AUTHENTICATION,
    'FATAL:  role "hinweisgeber_office" does not exist': Cause.AUTHENTICATION,
    "FATAL:  Rolle »hinweisgeber_office« existiert nicht": Cause.AUTHENTICATION,
    'FATAL:  role "hinweisgeber_office" is not permitted to log in': Cause.AUTHENTICATION,
    'FATAL:  no pg_hba.conf entry for host "10.0.0.5", user "x", database "y", no encryption': Cause.AUTHENTICATION,
    "FATAL:  kein pg_hba.conf-Eintrag für Host »10.0.0.5«, Benutzer »x«": Cause.AUTHENTICATION,
    "fe_sendauth: no password supplied": Cause.AUTHENTICATION,
    'FATAL:  database "hinweisgeber_cabinet" does not exist': Cause.MISSING,
    "FATAL:  Datenbank »hinweisgeber_cabinet« existiert nicht": Cause.MISSING,
    'FATAL:  permission denied for database "hinweisgeber_cabinet"': Cause.GRANT,
    "FATAL:  keine Berechtigung für Datenbank »hinweisgeber_cabinet«": Cause.GRANT,
    "FATAL:  sorry, too many clients already": Cause.CONNECTIONS,
    "FATAL:  remaining connection slots are reserved for non-replication superuser connections": Cause.CONNECTIONS,
    'FATAL:  too many connections for database "hinweisgeber_cabinet"': Cause.CONNECTIONS,
    "SSL error: certificate verify failed": Cause.TLS,
    'root certificate file "/etc/hinweisgeber/tls/letterbox-ca.crt" does not exist': Cause.TLS,
    "server does not support SSL, but SSL was required": Cause.TLS,
    "FATAL:  the database system is starting up": Cause.REFUSED,
    "etwas ganz anderes": Cause.UNKNOWN,
}


def behind(error: BaseException) -> StoreAway:
    """As a store raises it."""
    away = StoreAway()
    away.__cause__ = Wrapped("SELECT 1", {}, error)
    return away


@pytest.mark.parametrize("words", SAID)
def test_what_libpq_says_before_there_is_a_connection(words: str) -> None:
    assert cause_of(behind(OperationalError(SERVER + words))) is SAID[words]


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (DiskFull("x"), Cause.FULL),
        (InsufficientPrivilege("x"), Cause.GRANT),
        (ReadOnlySqlTransaction("x"), Cause.READ_ONLY),
        (TooManyConnections("x"), Cause.CONNECTIONS),
        (UndefinedTable("x"), Cause.SCHEMA),
    ],
)
def test_what_a_server_says_in_a_connection(error: BaseException, cause: Cause) -> None:
    assert cause_of(behind(error)) is cause


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (sqlite3.SQLITE_FULL, Cause.FULL),
        (sqlite3.SQLITE_READONLY | (8 << 8), Cause.READ_ONLY),
        (sqlite3.SQLITE_CANTOPEN, Cause.PERMISSION),
        (sqlite3.SQLITE_NOTADB, Cause.DAMAGED),
        (sqlite3.SQLITE_BUSY, Cause.TOO_SLOW),
        (sqlite3.SQLITE_ERROR, Cause.SCHEMA),
    ],
)
def test_what_sqlite_says(code: int, cause: Cause) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    assert cause_of(behind(error)) is cause


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "x"), Cause.FULL),
        (OSError(errno.EROFS, "x"), Cause.READ_ONLY),
        (PermissionError(errno.EACCES, "x"), Cause.PERMISSION),
        (FileNotFoundError(errno.ENOENT, "x"), Cause.MISSING),
        (ssl.SSLCertVerificationError(1, "x"), Cause.TLS),
        (TimeoutError(), Cause.TOO_SLOW),
        (StoreFull(), Cause.FULL),
        (NoCredentialsError(), Cause.AUTHENTICATION),
        (EndpointConnectionError(endpoint_url="x"), Cause.REFUSED),
        (SSLError(endpoint_url="x", error=ssl.SSLError()), Cause.TLS),
        (ClientError({"Error": {"Code": "NoSuchBucket"}}, "PutObject"), Cause.MISSING),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject"), Cause.GRANT),
        (ClientError({"Error": {"Code": "SignatureDoesNotMatch"}}, "PutObject"), Cause.AUTHENTICATION),
        (ValueError("x"), Cause.UNKNOWN),
    ],
)
def test_what_folders_and_object_stores_say(error: BaseException, cause: Cause) -> None:
    away = StoreAway()
    away.__cause__ = error
    assert cause_of(away) is cause
    assert cause_of(error) is cause
