"""Processes of a run, and what can be learnt about them and their ports."""
import os
import pathlib
import random
import signal
import socket
import subprocess
import time


GIVEN = set()
"""Ports that this run has handed out."""


def free_port():
    """A port that nobody listens on, below those that the system gives to outgoing connections and to port 0."""
    first = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(10_000, max(first, 20_000))
        if port in GIVEN:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
        GIVEN.add(port)
        return port


def wait_for(condition, seconds, what):
    """What `condition` answers as soon as that is true; an OSError counts as not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            result = condition()
            if result:
                return result
        except OSError:
            pass
        time.sleep(0.01)
    raise SystemExit(f"gave up waiting for {what}")


def memory_kib(pid, field="VmRSS"):
    """Resident memory of a process; with `VmHWM` the most it ever had."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise SystemExit(f"no {field}")


def cpu_seconds(pid):
    """Processor time of a process and of the children it has now."""
    total = 0.0
    for path in [pathlib.Path(f"/proc/{pid}/stat"), *children(pid)]:
        fields = path.read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [pathlib.Path(f"/proc/{child}/stat") for child in text.split()]


class Processes:
    """Everything this run started, ended in reverse order."""

    def __init__(self):
        self.running = []

    def start(self, arguments, log, **options):
        process = subprocess.Popen(arguments, stdout=log, stderr=subprocess.STDOUT, **options)
        self.running.append(process)
        return process

    def stop(self, process, seconds=20):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.running.remove(process)

    def stop_all(self):
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.running):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
