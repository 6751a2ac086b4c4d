"""Runs a program as systemd would: the unit's system calls, address families and memory rule, one socket handed in.

Usage: confined.py SOCKET-FD ALLOWED-FILE PROGRAM ARGUMENT…
The file names system calls, and address families (AF_…). The rules are those of systemd 252: an allow-list that answers
EPERM, for MemoryDenyWriteExecute= refusals of mmap with W+X, of mprotect and pkey_mprotect with X, of shmat with
SHM_EXEC, and for RestrictAddressFamilies= EAFNOSUPPORT from socket.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

ALLOW, EPERM, EAFNOSUPPORT = 0x7FFF0000, 0x00050001, 0x00050061
FAMILIES, INT = range(64), 0xFFFFFFFF
MASKED_EQ = 7
WRITE_EXEC, EXEC, SHM_EXEC = 6, 4, 0o100000


class Compare(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def main() -> None:
    fd, allowed, *command = sys.argv[1:]
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    for call in ("seccomp_rule_add_array", "seccomp_load"):
        getattr(library, call).argtypes = None
    memory = ctypes.c_void_p(library.seccomp_init(ALLOW))
    for name, bits in (("mmap", WRITE_EXEC), ("mprotect", EXEC), ("pkey_mprotect", EXEC), ("shmat", SHM_EXEC)):
        rule = (Compare * 1)(Compare(2, MASKED_EQ, bits, bits))
        number = library.seccomp_syscall_resolve_name(name.encode())
        assert library.seccomp_rule_add_array(memory, EPERM, number, 1, rule) == 0
    named = Path(allowed).read_text(encoding="utf-8").split()
    families = {int(getattr(socket, name)) for name in named if name.startswith("AF_")}
    number = library.seccomp_syscall_resolve_name(b"socket")
    for family in set(FAMILIES) - families:
        rule = (Compare * 1)(Compare(0, MASKED_EQ, INT, family))
        assert library.seccomp_rule_add_array(memory, EAFNOSUPPORT, number, 1, rule) == 0
    calls = ctypes.c_void_p(library.seccomp_init(EPERM))
    for name in named:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            assert library.seccomp_rule_add_array(calls, ALLOW, number, 0, None) == 0
    os.dup2(int(fd), 3, inheritable=True)
    os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    assert library.seccomp_load(memory) == 0
    assert library.seccomp_load(calls) == 0
    os.execv(command[0], command)  # noqa: S606  that is what this is for


if __name__ == "__main__":
    main()
