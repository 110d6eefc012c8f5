"""The namespace: public and inside addresses on the loopback interface, and system files of the test's own."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

#: Set within the namespace.
MARK = "STOAT_TEST_NAMESPACE"

#: Where hosts live: addresses that are somebody's, and that the product takes for public.
PUBLIC = ("93.184.216.10", "93.184.216.11", "203.0.114.7")
PUBLIC_SIX = "2600:9000:21::7"
#: Where hosts live that misbehave.
WILD = "93.184.217.66"
#: Public, and nobody listens.
DEAD = "93.184.217.99"

#: Addresses that lead inside: this machine, its networks, clouds' agents, and the IPv6 forms of the same.
INSIDE = (
    "127.0.0.1", "127.8.8.8", "10.0.0.7", "172.16.5.5", "192.168.1.1", "100.64.0.1", "169.254.169.254", "168.63.129.16",
    "192.0.0.8", "192.0.2.9", "198.18.0.1",
)  # fmt: skip
INSIDE_SIX = (
    "::1", "::127.0.0.1", "fd00::7", "fec0::7", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    "2001:db8::7", "100::7",
)  # fmt: skip
#: Further spellings of addresses above that a name server may give.
MAPPED = ("::ffff:127.0.0.1", "::ffff:10.0.0.7", "::ffff:169.254.169.254")


class NotPermitted(Exception):
    """This machine does not let us make namespaces."""


def enter() -> None:
    """Starts this program again within new network and mount namespaces, unless it is there already."""
    # Where `ip` and `nginx` are, which users other than root need not have on their path.
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    if os.environ.get(MARK):
        return
    probe = subprocess.run(["unshare", "-rmn", "ip", "link", "set", "lo", "up"], capture_output=True, text=True, check=False)
    if probe.returncode != 0:
        raise NotPermitted(
            "namespaces are not permitted here (`unshare -rmn ip link set lo up`: "
            f"{probe.stderr.strip()}); run as root, or allow unprivileged user namespaces"
        )
    os.execvpe("unshare", ["unshare", "-rmn", sys.executable, *sys.argv], {**os.environ, MARK: "1"})


def end_with_starter(folder: Path) -> None:
    """Ends this process group, and removes the folder, once whoever holds the other end of standard input is gone."""
    if not stat.S_ISFIFO(os.fstat(0).st_mode):
        return

    def watch() -> None:
        while os.read(0, 4096):
            pass
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def ip(*words: str) -> None:
    """Runs `ip`."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def addresses() -> None:
    """Puts all addresses on the loopback interface."""
    ip("link", "set", "lo", "up")
    switch = Path("/proc/sys/net/ipv6/conf/lo/disable_ipv6")
    if switch.exists() and switch.read_text().strip() != "0":
        switch.write_text("0")
    for address in (*PUBLIC, WILD, DEAD, *INSIDE):
        if not address.startswith("127."):
            ip("addr", "add", f"{address}/32", "dev", "lo")
    for address in (PUBLIC_SIX, *INSIDE_SIX):
        if address != "::1":
            ip("-6", "addr", "add", f"{address}/128", "dev", "lo", "nodad")


def replace(path: str, text: str, folder: Path) -> None:
    """Puts a file of ours in the place of one of the system's, within the namespace only."""
    own = folder / path.strip("/").replace("/", "-")
    own.write_text(text)
    subprocess.run(["mount", "--bind", str(own), os.path.realpath(path)], check=True, capture_output=True, text=True)


def files(folder: Path, authority: str) -> None:
    """Makes our name server and our certificate authority those of the system."""
    replace("/etc/resolv.conf", "nameserver 127.0.0.1\nsearch .\noptions timeout:2 attempts:2\n", folder)
    replace("/etc/hosts", "127.0.0.1 localhost\n::1 localhost ip6-localhost\n", folder)
    if Path("/etc/nsswitch.conf").exists():
        replace("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n", folder)
    replace("/etc/ssl/certs/ca-certificates.crt", authority, folder)
