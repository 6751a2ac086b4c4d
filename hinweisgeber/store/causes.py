"""Why a store does not do what it should: the libraries' errors, sorted into few causes.

Servers and libraries say it in their own words, some in the language of the machine. These words name addresses and
roles and are not passed on; where they alone tell the cause, they are looked through for what they are known to say.
"""

from __future__ import annotations

import errno
import re
import sqlite3
import ssl
from collections.abc import Iterator
from enum import StrEnum


class Cause(StrEnum):
    """What is the matter with a store."""

    AUTHENTICATION = "authentication"  # the name or the password is not taken
    MISSING = "missing"  # the database, folder, bucket or file is not there
    REFUSED = "refused"  # nobody listens there
    TOO_SLOW = "too-slow"  # no answer in time
    TLS = "tls"  # the certificate or the encryption does not hold
    FULL = "disk-full"
    READ_ONLY = "read-only"
    PERMISSION = "permission"  # files of somebody else, or too tight
    GRANT = "missing-grant"  # the role lacks a right
    CONNECTIONS = "no-connection-free"
    SCHEMA = "schema"  # tables are missing, or of another version
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


_ERRNO = {
    errno.ENOENT: Cause.MISSING,
    errno.ENOTDIR: Cause.MISSING,
    errno.EISDIR: Cause.MISSING,  # something else lies there
    errno.EEXIST: Cause.MISSING,
    errno.ENXIO: Cause.MISSING,
    errno.ELOOP: Cause.MISSING,
    errno.ENAMETOOLONG: Cause.MISSING,
    errno.EACCES: Cause.PERMISSION,
    errno.EPERM: Cause.PERMISSION,
    errno.EROFS: Cause.READ_ONLY,
    errno.ENOSPC: Cause.FULL,
    errno.EDQUOT: Cause.FULL,
    errno.EFBIG: Cause.FULL,
    errno.ECONNREFUSED: Cause.REFUSED,
    errno.EHOSTUNREACH: Cause.REFUSED,
    errno.ENETUNREACH: Cause.REFUSED,
    errno.ETIMEDOUT: Cause.TOO_SLOW,
    errno.EIO: Cause.DAMAGED,
}
_SQLITE = {
    sqlite3.SQLITE_FULL: Cause.FULL,
    sqlite3.SQLITE_READONLY: Cause.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Cause.PERMISSION,
    sqlite3.SQLITE_PERM: Cause.PERMISSION,
    sqlite3.SQLITE_BUSY: Cause.TOO_SLOW,
    sqlite3.SQLITE_LOCKED: Cause.TOO_SLOW,
    sqlite3.SQLITE_NOTADB: Cause.DAMAGED,
    sqlite3.SQLITE_CORRUPT: Cause.DAMAGED,
    sqlite3.SQLITE_IOERR: Cause.DAMAGED,
    sqlite3.SQLITE_ERROR: Cause.SCHEMA,  # a table or a column that is not there
}
_STATE = {  # https://www.postgresql.org/docs/15/errcodes-appendix.html
    "28": Cause.AUTHENTICATION,
    "3D": Cause.MISSING,
    "53100": Cause.FULL,
    "53300": Cause.CONNECTIONS,
    "42501": Cause.GRANT,
    "42P01": Cause.SCHEMA,
    "42703": Cause.SCHEMA,
    "25006": Cause.READ_ONLY,
    "57014": Cause.TOO_SLOW,
    "55P03": Cause.TOO_SLOW,
    "57P": Cause.REFUSED,
    "XX": Cause.DAMAGED,
}
# What libpq says before there is a connection, and a server in English or German behind it.
_SAID = tuple(
    (cause, re.compile("|".join(words)))
    for cause, words in (
        (Cause.CONNECTIONS, ("too many connections|too many clients", "remaining connection slots", "zu viele Verb")),
        (Cause.GRANT, ("permission denied for", "keine Berechtigung für")),
        (Cause.MISSING, (r"database \S+ does not exist", r"Datenbank \S+ existiert nicht")),
        (Cause.TLS, ("certificate", "Zertifikat", "SSL", r"root\.crt")),
        (Cause.AUTHENTICATION, ("authenticat", "password", r"pg_hba\.conf", r"role \S+ (?:does|is) not")),
        (Cause.AUTHENTICATION, ("Authentifizierung", r"Rolle \S+ (?:existiert nicht|ist |hat )")),
        (Cause.TOO_SLOW, ("time(?:out|d out)",)),
        (Cause.PERMISSION, ("Permission denied",)),
        (Cause.REFUSED, ("refused", "No such file", "host name", "unreachable", "closed the connection", "not known")),
        (Cause.REFUSED, ("shutting down", "starting up", "wird heruntergefahren", "startet gerade")),
    )
)
_OF_CODE = {  # S3
    "NoSuchBucket": Cause.MISSING,
    "InvalidBucketName": Cause.MISSING,
    "AccessDenied": Cause.GRANT,
    "403": Cause.GRANT,
    "InvalidAccessKeyId": Cause.AUTHENTICATION,
    "SignatureDoesNotMatch": Cause.AUTHENTICATION,
    "RequestTimeTooSkewed": Cause.AUTHENTICATION,
    "QuotaExceeded": Cause.FULL,
    "XMinioStorageFull": Cause.FULL,
}
_OF_CLASS = {  # botocore's, by name: who uses a folder need not load it
    "SSLError": Cause.TLS,
    "EndpointConnectionError": Cause.REFUSED,
    "ConnectionClosedError": Cause.REFUSED,
    "ConnectTimeoutError": Cause.TOO_SLOW,
    "ReadTimeoutError": Cause.TOO_SLOW,
    "NoCredentialsError": Cause.AUTHENTICATION,
    "PartialCredentialsError": Cause.AUTHENTICATION,
    "ParamValidationError": Cause.MISSING,  # no bucket can have this name
    "RightMissing": Cause.GRANT,
    "TablesMissing": Cause.SCHEMA,
    "StoreFull": Cause.FULL,
    "NoConnectionFree": Cause.CONNECTIONS,
}


def cause_of(error: BaseException) -> Cause:
    """The cause of this error, or the first that is known of those behind it."""
    return next((cause for one in _behind(error) if (cause := _of(one)) is not None), Cause.UNKNOWN)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """What lies at the bottom first: it knows most."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        below = getattr(one, "orig", None)
        one = below if isinstance(below, BaseException) else one.__cause__
    yield from reversed(chain)


def _of(error: BaseException) -> Cause | None:
    if (cause := _OF_CLASS.get(type(error).__name__)) is not None:
        return cause
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
    if isinstance(error, ssl.SSLError):
        return Cause.TLS
    if isinstance(error, TimeoutError):
        return Cause.TOO_SLOW
    if isinstance(error, OSError):
        return _ERRNO.get(error.errno or 0)
    if type(error).__module__.startswith("psycopg"):
        return _of_postgres(error)
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return _OF_CODE.get(str(response.get("Error", {}).get("Code")))
    return None


def _of_postgres(error: BaseException) -> Cause | None:
    state = str(getattr(error, "sqlstate", None) or "")
    for length in (5, 3, 2):
        if state and (cause := _STATE.get(state[:length])):
            return cause
    return next((cause for cause, words in _SAID if words.search(str(error))), None)
