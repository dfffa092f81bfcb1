"""The socket that the web server listens at, opened before anything else runs."""

import errno
import socket


class CannotListen(Exception):  # noqa: N818  it reads as it is said
    """The web server cannot listen where HEARD_WEB_LISTEN says."""

    def __init__(self, host: str, port: int, why: str) -> None:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__(
            f"The web server cannot listen at {place}: {why}. "
            "Set HEARD_WEB_LISTEN to another address, or to off."
        )


def listen_at(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 takes any that is free. Raises CannotListen."""
    why = ""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=512)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program uses it" if taken else error.strerror or type(error).__name__
    raise CannotListen(host, port, why)
