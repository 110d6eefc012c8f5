"""One of the product's programs, started within the namespace on data of its own."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import subprocess
from pathlib import Path

API, GATEWAY, FILES, LINKS, OPERATOR = 8000, 9000, 5000, 5001, 9100


def die_with_parent() -> None:
    """Asks the system to end this process with the one that started it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Instance:
    """A running program."""

    def __init__(self, programs: Path, folder: Path, ports: set[int]) -> None:
        self.programs = programs
        self.folder = folder
        self.ports = ports
        self.process: subprocess.Popen[bytes] | None = None

    def configuration(self) -> str:
        """What an operator would write. No host of the small web is trusted."""
        return f"""
            [api]
            listen = {{ host = "127.0.0.1", port = {API} }}
            rate_limits = {{ exempt_addresses = ["127.0.0.0/8"] }}
            [bonfire.listen]
            host = "127.0.0.1"
            port = {GATEWAY}
            [autumn.listen]
            host = "127.0.0.1"
            port = {FILES}
            [january]
            allowed_ports = [{", ".join(map(str, sorted(self.ports)))}]
            listen = {{ host = "127.0.0.1", port = {LINKS} }}
            [gifbox.listen]
            host = "127.0.0.1"
            port = 0
            [operator.listen]
            host = "127.0.0.1"
            port = {OPERATOR}
            [storage]
            driver = "sqlite"
            data_directory = "{self.folder}/data"
            """

    async def start(self, *command: str) -> None:
        """Starts `command` (`stoat serve`, `stoat-january`) and waits until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "Revolt.toml"
        path.write_text(self.configuration())
        program, *words = command
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.programs / program), *words, "--config", str(path)],
                stdout=log, stderr=log, cwd=self.folder, preexec_fn=die_with_parent,
            )  # fmt: skip
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if await self.is_ready():
                return
            await asyncio.sleep(0.05)
        raise RuntimeError(f"{command} does not start: {self.log}")

    async def is_ready(self) -> bool:
        """Whether the operators' listener says so."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", OPERATOR)
            writer.write(b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            line = await reader.readline()
            writer.close()
        except OSError:
            return False
        return b" 200" in line

    @property
    def log(self) -> str:
        """The end of what it wrote."""
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def memory(self, field: str) -> int:
        """Its memory in KiB: `VmHWM` is the most it had resident, `VmRSS` what it has now."""
        assert self.process is not None
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in text.splitlines() if line.startswith(field)).split()[1])

    def stop(self) -> bool:
        """Ends it in order; answers whether it ended by itself and cleanly."""
        if self.process is None:
            return True
        self.process.terminate()
        try:
            return self.process.wait(20) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
