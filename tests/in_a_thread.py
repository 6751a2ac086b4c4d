"""A server in a thread of this process, gone when its block ends, however that ends.

One whose socket is closed under it looks for work without end, on a descriptor that is somebody else's by then.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_a_thread(server: socketserver.BaseServer) -> Iterator[None]:
    """It answers while the block runs."""
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
