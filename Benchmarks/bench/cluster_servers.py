"""The servers of a cluster (mongod, redis-server, rabbitmq-server) with an API and a gateway on them."""
import base64
import os
import socket

from .processes import free_port, wait_for
from .web import call, sign_up


def greets_amqp(port):
    """Whether the broker answers a protocol header: it listens some time before it does."""
    with socket.create_connection(("127.0.0.1", port), 2) as connection:
        connection.settimeout(2)
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        return connection.recv(1) == b"\x01"


class Cluster:
    """Private servers on free ports, with folders of their own."""

    def __init__(self, bench):
        self.bench = bench
        self.mongo, self.redis, self.rabbit = free_port(), free_port(), free_port()
        self.url = f"mongodb://127.0.0.1:{self.mongo}/?replicaSet=rs0"
        self._start_servers()
        bench.output([
            bench.tool("mongo-baseline"), f"mongodb://127.0.0.1:{self.mongo}/?directConnection=true", "initiate"
        ])
        wait_for(lambda: greets_amqp(self.rabbit), 180, "rabbitmq")
        self.api = f"http://127.0.0.1:{free_port()}"
        self.gateway_port = free_port()
        self.start("stoat-api", "api", self.api)
        self.start("stoat-bonfire", "bonfire", f"http://127.0.0.1:{self.gateway_port}")
        wait_for(lambda: call("GET", self.api + "/"), 60, "stoat-api")
        self.token = sign_up(self.api, "bench@stoat.test")

    def _start_servers(self):
        bench, folder = self.bench, self.bench.folder
        for name in ("mongo", "rabbit/mnesia", "rabbit/log", "rabbit/home"):
            (folder / name).mkdir(parents=True)
        bench.processes.start([
            bench.options.mongod, "--dbpath", str(folder / "mongo"), "--port", str(self.mongo), "--bind_ip",
            "127.0.0.1", "--replSet", "rs0", "--wiredTigerCacheSizeGB", "1"
        ], bench.log("mongod"))
        bench.processes.start(["redis-server", "--port", str(self.redis), "--save", "", "--dir", str(folder)],
                              bench.log("redis"))
        environment = dict(
            os.environ, HOME=str(folder / "rabbit/home"), RABBITMQ_NODENAME=f"bench{self.rabbit}@localhost",
            RABBITMQ_MNESIA_BASE=str(folder / "rabbit/mnesia"), RABBITMQ_LOG_BASE=str(folder / "rabbit/log"),
            RABBITMQ_NODE_PORT=str(self.rabbit), RABBITMQ_DIST_PORT=str(free_port()),
            RABBITMQ_NODE_IP_ADDRESS="127.0.0.1", RABBITMQ_ENABLED_PLUGINS_FILE=str(folder / "rabbit/plugins"))
        bench.processes.start(
            ["/usr/lib/rabbitmq/bin/rabbitmq-server"], bench.log("rabbit"), env=environment, cwd=folder)
        wait_for(lambda: socket.create_connection(("127.0.0.1", self.mongo), 1), 30, "mongod")

    def start(self, executable, section, address, extra=""):
        """Starts a service that listens at the address, under the cluster's configuration and `extra`."""
        path = self.bench.folder / f"{executable}.toml"
        path.write_text(self._configuration + extra)
        environment = dict(os.environ, RUST_LOG="warning", REVOLT__API__RATE_LIMITS__ENABLED="false")
        environment[f"REVOLT__{section.upper()}__LISTEN__PORT"] = address.rsplit(":", 1)[1]
        environment["REVOLT__OPERATOR__LISTEN__PORT"] = str(free_port())
        return self.bench.processes.start(
            [self.bench.tool(executable), "--config", str(path)], self.bench.log(executable), env=environment,
            cwd=self.bench.folder)

    @property
    def _configuration(self):
        key = base64.b64encode(b"benchmarks of Stoat, 32 bytes...").decode()
        folder = self.bench.folder
        return f"""
[database]
mongodb = "{self.url}"
redis = "redis://127.0.0.1:{self.redis}/"
[rabbit]
host = "127.0.0.1"
port = {self.rabbit}
username = "guest"
password = "guest"
[files]
driver = "folder"
directory = "{folder}/files"
work_directory = "{folder}/work"
encryption_key = "{key}"
"""
