"""The calls that the inner wall refuses are the kernel's: the same names on both architectures, no number twice."""

from __future__ import annotations

from collections import Counter

import pytest

from hinweisgeber.sandbox.inside.calls import EVERYWHERE, MACHINES
from hinweisgeber.sandbox.inside.office_calls import ALLOWED, BOUNDED


def test_both_architectures_refuse_the_same_calls() -> None:
    x86_64, aarch64 = (MACHINES[name].calls.keys() for name in ("x86_64", "aarch64"))
    assert x86_64 - aarch64 == {"fork", "vfork"}
    assert aarch64 - x86_64 == set()


@pytest.mark.parametrize("name", MACHINES)
def test_no_number_stands_for_two_calls(name: str) -> None:
    machine = MACHINES[name]
    assert [number for number, often in Counter(machine.refused).items() if often > 1] == []
    assert machine.clone not in machine.refused
    assert len(machine.refused) == len(machine.calls) + len(EVERYWHERE)


def test_the_office_programs_list_is_the_same_on_both_architectures_but_for_what_is_old() -> None:
    x86_64, aarch64 = (ALLOWED[name].keys() for name in ("x86_64", "aarch64"))
    assert aarch64 - x86_64 == set()
    assert {name for name in x86_64 - aarch64 if f"{name}at" not in aarch64} <= ONLY_THERE
    assert BOUNDED["x86_64"].keys() == BOUNDED["aarch64"].keys()


#: Each has a newer sibling on the list: openat, newfstatat, dup3, pipe2, ppoll …
ONLY_THERE = {"open", "creat", "stat", "lstat", "access", "rmdir", "chown", "dup2", "pipe", "poll", "select", "pause"}
ONLY_THERE |= {
    "epoll_wait",
    "time",
    "arch_prctl",
    "getpgrp",
    "lchown",
    "unlink",
    "rename",
    "mkdir",
    "readlink",
    "chmod",
}


@pytest.mark.parametrize("name", MACHINES)
def test_the_office_program_gets_little_of_what_decoders_are_refused(name: str) -> None:
    numbers = [*ALLOWED[name].values(), *BOUNDED[name].values()]
    assert len(numbers) == len(set(numbers))
    assert MACHINES[name].clone not in numbers
    refused = {number: call for call, number in (*MACHINES[name].calls.items(), *EVERYWHERE.items())}
    assert {refused[number] for number in set(numbers) & set(refused)} == {"execve", "connect", "socket", "socketpair"}
