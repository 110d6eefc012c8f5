"""A web site whose answers begin and never end."""
import asyncio
import socket
import threading

from .processes import free_port

PAGE = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><html><head><title>Slow</title>" +
        b"<!-- nothing -->" * 4000)
PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 8000000\r\n\r\nGIF89a" + bytes(4_000_000)


class SlowSite:
    """Serves on the same port of all hosts: pages whose head goes on, pictures that stop half-way."""

    def __init__(self, hosts):
        self.opened = 0
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._connections = set()
        self.port = free_port()
        self._sockets = [self._listen(host, self.port) for host in hosts]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @staticmethod
    def _listen(host, port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
        return listener

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve_all())
        self._loop.close()

    async def _serve_all(self):
        servers = [await asyncio.start_server(self._serve, sock=listener) for listener in self._sockets]
        await self._end.wait()
        for server in servers:
            server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader, writer):
        self.opened += 1
        self._connections.add(asyncio.current_task())
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            writer.write(PICTURE if b"/picture" in request else PAGE)
            await writer.drain()
            await reader.read()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(asyncio.current_task())
            writer.close()

    def stop(self):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)
