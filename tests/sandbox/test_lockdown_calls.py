"""The calls that the inner wall refuses are the kernel's: the same names on both architectures, no number twice."""

from __future__ import annotations

from collections import Counter

import pytest

from hinweisgeber.sandbox.inside.calls import EVERYWHERE, MACHINES


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
