"""Readers of a site on this machine: connections that stay open, and crowds at a given rate."""

import asyncio
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


class Connection:
    """One kept connection to a server on this machine; opened anew where the server has closed it."""

    def __init__(self, port: int):
        self.port, self.streams = port, None

    async def send(self, head: str, body: bytes = b"") -> tuple[int, str, bytes]:
        """Send a request; return the status, the head and the body of the answer. Raises OSError."""
        for attempt in (1, 2, 3):
            try:
                if self.streams is None:
                    self.streams = await asyncio.open_connection("127.0.0.1", self.port)
                reader, writer = self.streams
                writer.write(head.encode() + body)
                answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                text = await body_of(answer, reader)
                if "connection: close" in answer.lower():
                    self.close()
                return int(answer.split(" ", 2)[1]), answer, text
            except (OSError, asyncio.IncompleteReadError) as error:
                self.close()
                if attempt == 3:
                    raise ConnectionError(str(error)) from error
        raise AssertionError

    async def get(self, path: str) -> tuple[int, str, bytes]:
        return await self.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n")

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


async def body_of(head: str, reader: asyncio.StreamReader) -> bytes:
    """Return the body of an answer, whether its length was said or it comes in chunks (RFC 9112, 6)."""
    if length := re.search(r"content-length: (\d+)", head, re.I):
        return await reader.readexactly(int(length[1]))
    chunks = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        chunks.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return b"".join(chunks)


@dataclass
class Seen:
    """What a reader got: seconds from when they wanted the page, its status and X-Cache."""

    path: str
    at: float
    seconds: float
    status: int
    said: str
    body: bytes


def arrivals(seconds: float, first: float, last: float) -> Iterator[float]:
    """Yield the moments, in seconds, of a rate that grows evenly from `first` to `last` a second."""
    # The number of arrivals until t is first·t + (last − first)·t² / (2·seconds).
    number, growth = 1, (last - first) / (2 * seconds)
    while True:
        if growth:
            at = (-first + (first**2 + 4 * growth * number) ** 0.5) / (2 * growth)
        else:
            at = number / first
        if at > seconds:
            return
        yield at
        number += 1


async def crowd(
    port: int,
    paths: Iterator[str],
    moments: Iterator[float],
    take: Callable[[Seen], None],
    connections: int = 64,
) -> None:
    """Have readers come at given moments, whether or not those before were answered; `take` all answers.

    A reader for whom no connection is free waits for one, and that counts.
    """
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(Connection(port))

    async def read(path: str, wanted: float) -> None:
        connection = await free.get()
        try:
            status, head, body = await connection.get(path)
        except ConnectionError:
            status, head, body = 0, "", b""
        free.put_nowait(connection)
        said = re.search(r"x-cache: (\w+)", head, re.I)
        now = time.monotonic()
        take(Seen(path, now, now - wanted, status, said[1] if said else "", body))

    begin = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for moment in moments:
            if (pause := begin + moment - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            group.create_task(read(next(paths), begin + moment))
    while not free.empty():
        free.get_nowait().close()


def percentile(times: list[float], part: int) -> float:
    """Return in milliseconds what `part` in a hundred of the times, in seconds, do not exceed."""
    return statistics.quantiles(times, n=100)[part - 1] * 1000
