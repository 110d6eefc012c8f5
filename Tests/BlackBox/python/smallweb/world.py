"""Everything together: names, hosts, traps and an instance of the product that finds them like the real ones."""

from __future__ import annotations

from pathlib import Path

from . import namespace
from .authority import Authority
from .hosts import Hosts
from .instance import API, FILES, GATEWAY, LINKS, Instance
from .names import Look, Names
from .namespace import PUBLIC, PUBLIC_SIX
from .traps import Traps


class SmallWeb:
    """The world of one scenario."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(self.made("authority"))
        self.names = Names()
        self.hosts = Hosts(self.made("hosts"), self.authority)
        self.traps = Traps()
        self.programs = programs
        self.instance: Instance | None = None

    apis = [f"http://127.0.0.1:{API}"]
    gateways = [f"ws://127.0.0.1:{GATEWAY}"]
    files = [f"http://127.0.0.1:{FILES}"]
    links = f"http://127.0.0.1:{LINKS}"

    def made(self, name: str) -> Path:
        """A folder of this name."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    async def start(self, *command: str, more_names: list[str] | None = None) -> None:
        """Starts it all; the hosts must have been filled before."""
        namespace.addresses()
        namespace.files(self.made("system"), self.authority.text)
        for number, name in enumerate(sorted(self.hosts.names)):
            # Some hosts have both kinds of address, some only one.
            four = (PUBLIC[number % len(PUBLIC)],)
            self.names.say(name, (Look(four, (PUBLIC_SIX,)), Look(four), Look((), (PUBLIC_SIX,)))[number % 3])
        self.authority.issue("hosts", sorted(self.hosts.names | set(more_names or [])))
        await self.names.start()
        await self.traps.start()
        await self.hosts.start()
        self.instance = Instance(self.programs, self.made("instance"), self.hosts.ports)
        await self.instance.start(*command)

    def stop(self) -> None:
        """Ends it all."""
        if self.instance:
            self.instance.stop()
        self.hosts.stop()
        self.traps.stop()
        self.names.stop()
