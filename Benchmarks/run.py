#!/usr/bin/env python3
"""Measures every path of the performance table beside its limit, in one run on one machine.

    run.py --bin DIR [--only ROW,ROW] [--seconds N] [--mongod PATH]

DIR holds the release builds of this package and of the suite. Real servers (mongod, redis-server, rabbitmq-server)
are started on free loopback ports with folders of their own. wrk (a Debian package) drives HTTP. The last lines are
the table: path, figure, limit, ratio, aim.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds, what):
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


def greets_amqp(port):
    """Whether the broker answers a protocol header: it listens some time before it does."""
    with socket.create_connection(("127.0.0.1", port), 2) as connection:
        connection.settimeout(2)
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        return connection.recv(1) == b"\x01"


def http(method, url, body=None, token=None):
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    if token:
        request.add_header("X-Session-Token", token)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise SystemExit("no VmRSS")


class Processes:
    """Everything this run started, ended in reverse order."""

    def __init__(self):
        self.running = []

    def start(self, arguments, log, **options):
        process = subprocess.Popen(arguments, stdout=log, stderr=subprocess.STDOUT, **options)
        self.running.append(process)
        return process

    def stop_all(self):
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.running):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


class Bench:
    def __init__(self, options):
        self.options = options
        self.bin = pathlib.Path(options.bin).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stoat-bench-"))
        self.processes = Processes()
        self.rows = []

    def row(self, path, figure, limit, unit, aim, lower_is_better=False):
        ratio = None if limit is None or not limit else figure / limit
        self.rows.append((path, figure, limit, unit, ratio, aim))
        shown = f"{path}: {figure:,.1f} {unit}"
        if limit is not None:
            shown += f", limit {limit:,.1f}, ratio {ratio:.2f}"
        print(f"{shown} (aim {aim})", flush=True)

    def tool(self, name):
        return str(self.bin / name)

    def log(self, name):
        return open(self.folder / f"{name}.log", "wb")

    def output(self, arguments):
        return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=600).stdout.strip()

    # Fan-out: one event to many sockets, and bursts of ten.

    def fanout(self):
        for sockets, burst, aim in ((1000, 1, "≥ 0.75"), (10000, 1, "≥ 0.75"), (1000, 10, "≥ 4")):
            limit = float(
                self.output([
                    self.tool("fanout-baseline"), self.tool("fanout-receiver"), str(sockets), "1", "300",
                    str(self.options.seconds)
                ]))
            ours = json.loads(
                self.output([
                    self.tool("FanoutBench"), self.tool("fanout-receiver"), str(sockets), str(burst), "300",
                    str(self.options.seconds)
                ]).splitlines()[-1])
            name = f"fan-out to {sockets} sockets" + (f", bursts of {burst}" if burst > 1 else "")
            self.row(name, ours["deliveries_per_second"], limit, "deliveries/s", aim)
            if burst == 1 and sockets == 10000:
                self.row("memory per idle session", ours["bytes_per_session"] / 1024, None, "KiB", "≤ 12")

    # HTTP paths.

    def wrk(self, url, script=None, connections=32, headers=()):
        arguments = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{self.options.seconds}s", url]
        for header in headers:
            arguments += ["-H", header]
        if script:
            arguments += ["-s", str(script)]
        text = self.output(arguments)
        if "Non-2xx" in text:
            raise SystemExit(f"wrk saw errors:\n{text}")
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("Requests/sec"))

    def configuration(self, name, extra):
        path = self.folder / f"{name}.toml"
        path.write_text(extra)
        return path

    def sign_up(self, api, address):
        http("POST", f"{api}/auth/account/create", {"email": address, "password": "correct horse bench"})
        token = http("POST", f"{api}/auth/session/login", {"email": address, "password": "correct horse bench"})["token"]
        http("POST", f"{api}/onboard/complete", {"username": address.split("@")[0]}, token)
        return token

    def embedded(self):
        api, ws, operator = free_port(), free_port(), free_port()
        environment = dict(
            os.environ, API_PORT=str(api), WS_PORT=str(ws), REVOLT__OPERATOR__LISTEN__PORT=str(operator),
            REVOLT__API__RATE_LIMITS__ENABLED="false", RUST_LOG="warning")
        data = self.folder / "data"
        started = time.monotonic()
        process = self.processes.start(
            [self.tool("stoat"), "serve", "--data", str(data)], self.log("embedded"), env=environment)
        base = f"http://127.0.0.1:{api}"
        wait_for(lambda: http("GET", base + "/"), 20, "the embedded server")
        first = time.monotonic() - started
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        samples = []
        for _ in range(5):
            started = time.monotonic()
            process = self.processes.start(
                [self.tool("stoat"), "serve", "--data", str(data)], self.log("embedded"), env=environment)
            wait_for(lambda: http("GET", base + "/"), 20, "the embedded server")
            samples.append(time.monotonic() - started)
            if len(samples) < 5:
                process.send_signal(signal.SIGTERM)
                process.wait(20)
        self.row("first start, empty folder", first * 1000, None, "ms", "≤ 300")
        self.row("start to first answer", sorted(samples)[2] * 1000, None, "ms", "≤ 300")
        time.sleep(3)
        self.row("idle memory, all in one", resident_kib(process.pid) / 1024, None, "MiB", "≤ 60")
        token = self.sign_up(base, "bench@stoat.test")
        hello_port = free_port()
        hello = self.processes.start([self.tool("HelloBench"), str(hello_port)], self.log("hello"))
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{hello_port}/hello").read(), 10, "hello")
        limit = self.wrk(f"http://127.0.0.1:{hello_port}/hello")
        hello.terminate()
        hello.wait(10)
        ours = self.wrk(f"{base}/users/@me", headers=(f"X-Session-Token: {token}",))
        self.row("GET /users/@me, embedded", ours, limit, "requests/s", "≥ 0.5")
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    def cluster(self):
        mongo, redis, rabbit = free_port(), free_port(), free_port()
        for name in ("mongo", "rabbit/mnesia", "rabbit/log", "rabbit/home"):
            (self.folder / name).mkdir(parents=True)
        self.processes.start([
            self.options.mongod, "--dbpath", str(self.folder / "mongo"), "--port", str(mongo), "--bind_ip", "127.0.0.1",
            "--replSet", "rs0", "--wiredTigerCacheSizeGB", "1"
        ], self.log("mongod"))
        self.processes.start(["redis-server", "--port", str(redis), "--save", "", "--dir", str(self.folder)],
                             self.log("redis"))
        distribution = free_port()
        environment = dict(
            os.environ, HOME=str(self.folder / "rabbit/home"), RABBITMQ_NODENAME=f"bench{rabbit}@localhost",
            RABBITMQ_MNESIA_BASE=str(self.folder / "rabbit/mnesia"), RABBITMQ_LOG_BASE=str(self.folder / "rabbit/log"),
            RABBITMQ_NODE_PORT=str(rabbit), RABBITMQ_DIST_PORT=str(distribution), RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
            RABBITMQ_ENABLED_PLUGINS_FILE=str(self.folder / "rabbit/plugins"))
        self.processes.start(["/usr/lib/rabbitmq/bin/rabbitmq-server"], self.log("rabbit"), env=environment)
        wait_for(lambda: socket.create_connection(("127.0.0.1", mongo), 1), 30, "mongod")
        url = f"mongodb://127.0.0.1:{mongo}/?replicaSet=rs0"
        self.output([self.tool("mongo-baseline"), f"mongodb://127.0.0.1:{mongo}/?directConnection=true", "initiate"])
        wait_for(lambda: greets_amqp(rabbit), 60, "rabbitmq")
        api, ws = free_port(), free_port()
        config = self.configuration(
            "Revolt", f"""
[database]
mongodb = "{url}"
redis = "redis://127.0.0.1:{redis}/"
[rabbit]
host = "127.0.0.1"
port = {rabbit}
username = "guest"
password = "guest"
""")
        for name, port, key in (("stoat-api", api, "API_PORT"), ("stoat-bonfire", ws, "WS_PORT")):
            environment = dict(
                os.environ, RUST_LOG="warning", REVOLT__API__RATE_LIMITS__ENABLED="false",
                REVOLT__OPERATOR__LISTEN__PORT=str(free_port()), **{key: str(port)})
            self.processes.start([self.tool(name), "--config", str(config)], self.log(name), env=environment)
        base = f"http://127.0.0.1:{api}"
        wait_for(lambda: http("GET", base + "/"), 60, "stoat-api")
        token = self.sign_up(base, "bench@stoat.test")
        server = http("POST", f"{base}/servers/create", {"name": "bench"}, token)
        channel = server["channels"][0]["_id"]
        script = self.folder / "send.lua"
        script.write_text(f"""
wrk.method = "POST"
wrk.headers["X-Session-Token"] = "{token}"
wrk.body = '{{"content":"A message of ordinary length, about what people write in a chat."}}'
""")
        time.sleep(2)
        connections = 32
        limit = float(self.output([self.tool("mongo-baseline"), url, "insert", str(connections), str(self.options.seconds)]))
        ours = self.wrk(f"{base}/channels/{channel}/messages", script=script, connections=connections)
        self.row("send message, cluster", ours, limit, "messages/s", "≥ 0.35")
        limit = float(self.output([self.tool("mongo-baseline"), url, "find", str(connections), str(self.options.seconds)]))
        ours = self.wrk(
            f"{base}/channels/{channel}/messages?limit=50", headers=(f"X-Session-Token: {token}",),
            connections=connections)
        self.row("fetch 50 messages, cluster", ours, limit, "requests/s", "≥ 0.4")

    def report(self):
        print(f"\n{'path':<34}{'figure':>14}{'limit':>14}{'ratio':>8}  aim")
        for path, figure, limit, unit, ratio, aim in self.rows:
            print(f"{path:<34}{figure:>14,.1f}{'' if limit is None else f'{limit:,.1f}':>14}"
                  f"{'' if ratio is None else f'{ratio:.2f}':>8}  {aim} ({unit})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="fanout,embedded,cluster")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--mongod", default=shutil.which("mongod") or "mongod")
    parser.add_argument("--keep", action="store_true", help="keep logs and data")
    options = parser.parse_args()
    bench = Bench(options)
    try:
        for name in options.only.split(","):
            getattr(bench, name)()
    finally:
        bench.processes.stop_all()
        if options.keep:
            print(f"kept {bench.folder}")
        else:
            shutil.rmtree(bench.folder, ignore_errors=True)
    bench.report()


if __name__ == "__main__":
    main()
