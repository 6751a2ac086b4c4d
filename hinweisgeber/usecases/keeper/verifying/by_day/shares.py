"""A second process for what takes long: it does half of the steps, opens for itself what it needs, and what it comes to
comes back over a pipe. Where it ends early, for whatever reason, the rest is done here."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")


def shared(
    tasks: Sequence[Task], here: Callable[[Task], Done], apart: Callable[[Task], Done] | None
) -> Iterator[tuple[Task, Done]]:
    """What comes of each task, not in their order. `apart` does them in the other process; None: all here. Raises what
    `here` raises."""
    others = list(tasks[1::2]) if apart is not None else []
    if apart is None or not others:
        yield from ((task, here(task)) for task in tasks)
        return
    # forked, so that it has the same tasks; a command has no other thread, and nothing is shared but this pipe
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, others, apart), daemon=True)
    process.start()
    theirs.close()
    try:
        for task in tasks[0::2]:
            yield task, here(task)
            while others and ours.poll():
                yield (task := others.pop(0)), _received(ours, task, here)
        while others:
            yield (task := others.pop(0)), _received(ours, task, here)
    finally:
        process.kill()
        process.join()
        ours.close()


def _received(pipe: Connection, task: Task, here: Callable[[Task], Done]) -> Done:
    try:
        done: Done = pipe.recv()
    except (EOFError, OSError):
        return here(task)
    return done


def _work(pipe: Connection, tasks: Sequence[Task], act: Callable[[Task], Done]) -> None:
    for task in tasks:
        pipe.send(act(task))
