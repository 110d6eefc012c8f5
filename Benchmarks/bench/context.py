"""What all subjects of a run share."""
import pathlib
import subprocess
import tempfile

from .cluster_servers import Cluster
from .processes import Processes
from .table import Table


class Bench:
    """One run: its options, its folder, its processes and its table."""

    def __init__(self, options):
        self.options = options
        self.bin = pathlib.Path(options.bin).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stoat-bench-"))
        self.processes = Processes()
        self.table = Table()
        self.row = self.table.add
        self._cluster = None

    @property
    def seconds(self):
        """How long one measurement takes."""
        return self.options.seconds

    def tool(self, name):
        """The path of a release build."""
        return str(self.bin / name)

    def log(self, name):
        return open(self.folder / f"{name}.log", "ab")

    def output(self, arguments):
        """What a program prints."""
        return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=600).stdout.strip()

    def cluster(self):
        """The servers and an API on them, started when first asked for and then shared."""
        if self._cluster is None:
            self._cluster = Cluster(self)
        return self._cluster

    def wrk(self, url, script=None, connections=32, headers=()):
        """Requests per second on that many connections; any answer but 2xx and 3xx ends the run."""
        arguments = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{self.seconds}s", "--timeout", "30s", url]
        for header in headers:
            arguments += ["-H", header]
        if script:
            arguments += ["-s", str(script)]
        text = self.output(arguments)
        if "Non-2xx" in text or "Socket errors" in text:
            raise SystemExit(f"wrk saw errors:\n{text}")
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("Requests/sec"))
