"""`make mutants`: puts small faults into modules that must not be wrong, one at a time; their tests must see each.

A mutant lives in memory only: a child process takes it for the module, runs that module's tests and stops at the first
that fails. Of those that no test sees, `equivalent_mutants.toml` lists the ones that change nothing, with the reason.
Too many others, or an entry there that is none any more, end this program with 1. It takes some minutes.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import CodeType

import argon2  # noqa: F401  what the children need is loaded once, here; of ours nothing
import cryptography.hazmat.primitives.asymmetric.x25519  # noqa: F401
import holidays  # noqa: F401
import hypothesis
import hypothesis.stateful
import pytest

from tests.house.mutating import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
#: Module → the tests that speak for it.
TESTS = {
    "hinweisgeber.crypto.code": ("tests/crypto/test_access_code.py",),
    "hinweisgeber.crypto.strict": ("tests/crypto/test_strict.py",),
    "hinweisgeber.domain.case.deadlines": ("tests/domain/test_deadlines.py",),
    "hinweisgeber.domain.case.stages": ("tests/domain/test_stages.py",),
}
SEEN_AT_LEAST = 0.97
CPU_SECONDS = 120  # then it runs in circles, which is seen too
Name = tuple[str, str, str]


def source_of(module: str) -> Path:
    """Where the module's source lies."""
    return ROOT / f"{module.replace('.', '/')}.py"


def equivalents() -> dict[str, dict[Name, str]]:
    """Per module the mutants that change nothing, each with the reason."""
    listed = tomllib.loads((Path(__file__).parent / "equivalent_mutants.toml").read_text(encoding="utf-8"))
    return {
        f"hinweisgeber.{package}.{module}": {(one["in"], one["was"], one["is"]): one["why"] for one in entries}
        for package, modules in listed.items()
        for module, entries in modules.items()
    }


def started(module: str, code: CodeType, tests: Sequence[str]) -> int:
    """The process id of a child that runs the tests with this code as the module; 0 ends it where no test fails."""
    if child := os.fork():
        return child
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        sys.modules[module] = made = importlib.util.module_from_spec(spec)
        exec(code, made.__dict__)  # noqa: S102
        options = ["-q", "-x", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        options += ["--confcutdir", str((ROOT / tests[0]).parent)]
        os._exit(int(pytest.main([*options, *(str(ROOT / test) for test in tests)])))
    except BaseException:
        os._exit(1)


def survivors(module: str, found: Sequence[Mutant], tests: Sequence[str]) -> list[Mutant]:
    """Those of the mutants that no test sees; as many at once as there are processors."""
    running, left, unseen = dict[int, Mutant](), list(reversed(found)), list[Mutant]()
    while left or running:
        while left and len(running) < (os.cpu_count() or 1):
            one = left.pop()
            running[started(module, one.code, tests)] = one
        child, status = os.wait()
        one = running.pop(child)
        if status == 0:
            unseen.append(one)
    return sorted(unseen, key=lambda mutant: mutant.line)


def judged(module: str, tests: Sequence[str]) -> tuple[int, int]:
    """Prints what no test sees; returns how many mutants that are not equivalent were seen, and of how many."""
    path, known = source_of(module), equivalents().get(module, {})
    source = path.read_text(encoding="utf-8")
    whole = Mutant("", "", "", 0, compile(source, path, "exec"))
    if not survivors(module, [whole], tests):
        raise SystemExit(f"{module}: its tests fail without any fault")
    found = mutants(source, str(path))
    unseen = survivors(module, found, tests)
    for one in unseen:
        if one.name not in known:
            print(f"{module}:{one.line} {one.scope}: `{one.was}` → `{one.becomes}`", flush=True)
    if wrong := known.keys() - {one.name for one in unseen}:
        raise SystemExit(f"{module}: listed as changing nothing, but seen by a test or gone: {sorted(wrong)}")
    count = sum(one.name not in known for one in found)
    return count - sum(one.name not in known for one in unseen), count


def main(chosen: Sequence[str]) -> int:
    """Runs the mutants of all modules, or of those whose name ends as chosen."""
    hypothesis.settings.register_profile(
        "mutants",
        database=None,
        deadline=None,
        derandomize=True,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutants")
    enough = True
    for module, tests in TESTS.items():
        if not chosen or module.rpartition(".")[2] in chosen:
            seen, count = judged(module, tests)
            print(f"{module}: {seen} of {count} seen, {seen / count:.1%}", flush=True)
            enough = enough and seen / count >= SEEN_AT_LEAST
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
