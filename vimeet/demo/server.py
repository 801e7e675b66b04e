"""The demo's web server: uvicorn, with the other parts of the process tied to its life."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

import uvicorn

from vimeet.asgi import application
from vimeet.core.live import bind_server_loop


class PortTaken(Exception):  # noqa: N818 -- says what is the case, nothing went wrong in here
    """Another program listens on the port."""


def listen(port: int) -> socket.socket:
    """A socket that listens at ``port`` on loopback (0: any free one). Raises PortTaken."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1", port))
        # From now on the port is ours; who comes while the demo is set up waits a moment.
        sock.listen()
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    sock.set_inheritable(False)
    return sock


class DemoServer(uvicorn.Server):
    """Serves HTTP and WebSockets on one loop, which worker threads publish through."""

    def __init__(self, sock: socket.socket, on_ready: Callable[[], None]) -> None:
        self.sock = sock
        self.on_ready = on_ready
        super().__init__(
            uvicorn.Config(
                application,
                lifespan="off",
                log_level="warning",
                access_log=False,
                # An open agenda must not keep the process alive after Ctrl-C.
                timeout_graceful_shutdown=1,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Make the loop known to ``vimeet.core.live`` before the first request comes."""
        bind_server_loop(asyncio.get_running_loop())
        await super().startup(sockets)
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as usual; nothing can be pushed from then on."""
        await super().shutdown(sockets)
        bind_server_loop(None)

    def serve_until_interrupted(self) -> None:
        """Serve in this thread until SIGINT or SIGTERM."""
        try:
            self.run(sockets=[self.sock])
        except KeyboardInterrupt:
            return
