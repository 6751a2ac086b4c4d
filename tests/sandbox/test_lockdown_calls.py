"""Both inner walls are lists of what may be called: the same names on both architectures, no number twice, and nothing
on them that kernels have been broken with."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from hinweisgeber.sandbox.inside.calls import CLONE3, MACHINES
from hinweisgeber.sandbox.inside.terms import words
from tests.sandbox.test_walls import taken_over

# Each has a newer sibling on the list: openat, newfstatat, dup3, pipe2, ppoll …
ONLY_THERE = words("open creat stat lstat access rmdir chown dup2 pipe poll select pause epoll_wait time")
ONLY_THERE |= words("arch_prctl getpgrp lchown unlink rename mkdir readlink chmod")
REFUSED = words(
    """
    execveat fork vfork clone3 ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal
    kill tkill setns unshare mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick
    mount_setattr open_by_handle_at name_to_handle_at bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
    io_uring_register add_key request_key keyctl init_module finit_module kexec_load personality memfd_create
    pkey_mprotect remap_file_pages modify_ldt seccomp setuid setgid setresuid capset iopl ioperm
    """
)
FILES_NAMED = words("rename renameat2 link linkat symlink symlinkat unlink unlinkat mkdir mkdirat rmdir chmod fchmodat")
NETWORK = words("socket socketpair connect bind listen accept accept4 sendto sendmsg recvmsg")
HIGHEST = 470  # call number
PROBES = (335, 336)  # of newer kernels: they end whoever calls them, whatever a filter says


@pytest.mark.parametrize("which", ["decoders", "office", "bounded"])
def test_a_list_is_the_same_on_both_architectures_but_for_what_is_old(which: str) -> None:
    x86_64, aarch64 = (getattr(MACHINES[name], which).keys() for name in ("x86_64", "aarch64"))
    assert aarch64 - x86_64 == set()
    assert x86_64 - aarch64 <= ONLY_THERE


@pytest.mark.parametrize("name", MACHINES)
def test_no_number_stands_for_two_calls(name: str) -> None:
    machine = MACHINES[name]
    numbers = [*machine.office.values(), *machine.bounded.values(), CLONE3]
    assert [number for number, often in Counter(numbers).items() if often > 1] == []
    assert machine.decoders.items() <= machine.office.items()


@pytest.mark.parametrize("name", MACHINES)
def test_neither_list_has_what_kernels_were_broken_with(name: str) -> None:
    machine = MACHINES[name]
    assert REFUSED & machine.office.keys() == set()
    assert (FILES_NAMED | NETWORK | {"execve"}) & machine.decoders.keys() == set()


def tried(program: str) -> list[object]:
    """What this program tells, run behind the first walls."""
    ((_, answer),) = taken_over(
        "import ctypes, mmap; libc = ctypes.CDLL(None, use_errno=True); libc.syscall.restype = ctypes.c_long\n"
        "def call(*asked):\n"
        "    ctypes.set_errno(0)\n"
        "    return libc.syscall(*map(ctypes.c_long, asked)), ctypes.get_errno()\n"
        f"{program}\nmain.send(b'J', json.dumps(said).encode())"
    )
    return list(json.loads(answer))


def test_every_call_that_is_not_listed_is_unknown() -> None:
    """Each number there is, asked for behind the walls with nothing in hand."""
    said = tried(
        "from hinweisgeber.sandbox.inside import calls\n"
        "machine = calls.MACHINES[os.uname().machine]\n"
        "bounded = {machine.bounded[name] for name in ('clone', 'mmap', 'mprotect')}\n"
        "known = {*machine.decoders.values(), *bounded}\n"
        f"said = [number for number in range({HIGHEST}) if number not in {{*known, *{PROBES}}}\n"
        "        and call(number, *[0] * 6) != (-1, 38)]"
    )
    assert said == []


def test_memory_that_can_be_written_to_cannot_be_run() -> None:
    """Neither at once nor afterwards; what is only read or only run is let through, else no library would load."""
    said = tried(
        "from hinweisgeber.sandbox.inside import calls\nsize, private = 4096, 0x22\n"
        "numbers = calls.MACHINES[os.uname().machine].bounded\n"
        "there, _ = call(numbers['mmap'], 0, size, 3, private, -1, 0)\n"
        "said = [call(numbers['mmap'], 0, size, how, private, -1, 0) for how in (7, 6)]\n"
        "said += [*(call(numbers['mprotect'], there, size, how) for how in (5, 4, 1)), there > 0]"
    )
    assert said == [[-1, 1], [-1, 1], [-1, 1], [-1, 1], [0, 0], True]


def test_the_filter_binds_threads_that_begin_later() -> None:
    said = tried(
        "import threading\nsaid = []\n"
        "one = threading.Thread(target=lambda: said.append(attempt(lambda: socket.socket())))\none.start()\none.join()"
    )
    assert said == ["OSError"]
