"""Processes of a run, and what can be learnt about them and their ports."""
import os
import pathlib
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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
