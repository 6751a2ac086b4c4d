"""The inner walls, put up by the child itself before it reads the first byte of a file.

Outside, bubblewrap has taken network, file systems and other processes away. Here resource limits follow, and a
seccomp filter that lets through what is listed and nothing else: no new program, no new process, no socket, no memory
that can be written to and run, none of the calls kernels have been broken with. Nothing inside needs them, since every
decoder is a library. RLIMIT_NPROC alone would not do: it does not bind root.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
from collections.abc import Iterable

from .calls import CLONE3, MACHINES, Machine
from .terms import MIB, Ceilings

OPEN_FILES = 64
THREADS = 16
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_AF_UNIX, _WRITE, _EXEC = 1, 2, 4
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000


def lock_down(limits: Ceilings) -> None:
    """Put up the walls; there is no way back. Raises OSError or KeyError if one cannot be put up."""
    limit_resources(limits)
    machine = MACHINES[os.uname().machine]
    _filter_calls(_program(machine, machine.decoders.values()))


def limit_resources(limits: Ceilings, files: int = OPEN_FILES, threads: int = THREADS) -> None:
    """The bounds of this process and of all that it starts."""
    bounds = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file + MIB),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_NPROC, threads),
        (resource.RLIMIT_CORE, 0),
    )
    for which, bound in bounds:
        resource.setrlimit(which, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 2))
    signal.alarm(limits.wall + 2)  # if the parent hangs instead of killing


def _filter_calls(lines: list[bytes]) -> None:
    program = b"".join(lines)
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, header, 0, 0))


def _program(machine: Machine, allowed: Iterable[int], more: Iterable[bytes] = ()) -> list[bytes]:
    """The filter in classic BPF: a list of what is allowed. No process, only threads; clone3 hides its flags, so libc
    is told to use clone. What is not listed answers as if the kernel did not know it: libraries then do without it, as
    they would on an older one."""
    lines = [
        _line(_LOAD, _ARCHITECTURE),
        _line(_EQUAL, machine.audit, 1, 0),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER),
        _line(_AT_LEAST, _X32, 0, 1),
        _line(_RETURN, _KILL),
        _line(_EQUAL, CLONE3, 0, 1),
        _line(_RETURN, _ENOSYS),
        *_if(machine.bounded["clone"], 0, [_line(_ANY_BIT, _CLONE_THREAD, 1, 0), _line(_RETURN, _EPERM)]),
        *_if(machine.bounded["mmap"], 2, _WRITTEN_AND_RUN),
        *_if(machine.bounded["mprotect"], 2, [_line(_ANY_BIT, _EXEC, 0, 1), _line(_RETURN, _EPERM)]),
        *more,
    ]
    for call in allowed:
        lines += [_line(_EQUAL, call, 0, 1), _line(_RETURN, _ALLOW)]
    return [*lines, _line(_RETURN, _ENOSYS)]


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "prctl")


_WRITTEN_AND_RUN = [
    _line(_AND, _WRITE | _EXEC),
    _line(_EQUAL, _WRITE | _EXEC, 0, 1),
    _line(_RETURN, _EPERM),
]


def allow_office() -> None:
    """For the office program, before it starts: the calls it needs, and no other. Sockets of this machine alone, and
    here that is the work folder. Raises OSError or KeyError."""
    machine = MACHINES[os.uname().machine]
    local = [_line(_EQUAL, _AF_UNIX, 1, 0), _line(_RETURN, _EPERM)]
    sockets = [line for name in ("socket", "socketpair") for line in _if(machine.bounded[name], 0, local)]
    _filter_calls(_program(machine, machine.office.values(), sockets))


def _if(call: int, argument: int, test: list[bytes]) -> list[bytes]:
    """What is tested of an argument of this call; whatever passes is allowed."""
    inner = [_line(_LOAD, _FIRST_ARGUMENT + 8 * argument), *test, _line(_RETURN, _ALLOW)]
    return [_line(_EQUAL, call, 0, len(inner)), *inner]
