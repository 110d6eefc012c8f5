"""The all-in-one process: start, idle memory, and its simplest authenticated answer."""
import os
import time

from .processes import free_port, memory_kib, wait_for
from .web import call, fetch, sign_up


def measure(bench):
    api = free_port()
    base = f"http://127.0.0.1:{api}"
    environment = dict(os.environ, RUST_LOG="warning", API_PORT=str(api), REVOLT__API__RATE_LIMITS__ENABLED="false")
    # Every other listener too is kept away from the usual ports, where an instance may be running.
    for listener in ("BONFIRE", "AUTUMN", "JANUARY", "GIFBOX", "OPERATOR"):
        environment[f"REVOLT__{listener}__LISTEN__PORT"] = str(free_port())

    def start():
        started = time.monotonic()
        process = bench.processes.start(
            [bench.tool("stoat"), "serve", "--data", str(bench.folder / "data")], bench.log("embedded"),
            env=environment, cwd=bench.folder)
        wait_for(lambda: call("GET", base + "/"), 20, "the embedded server")
        return process, time.monotonic() - started

    process, first = start()
    samples = []
    for _ in range(5):
        bench.processes.stop(process)
        process, took = start()
        samples.append(took)
    bench.row("first start, empty folder", first * 1000, None, "ms", "≤ 300")
    bench.row("start to first answer", sorted(samples)[2] * 1000, None, "ms", "≤ 300")
    time.sleep(3)
    own = memory_kib(process.pid, "RssAnon") / 1024
    bench.row(
        "idle memory, all in one", memory_kib(process.pid) / 1024, None, "MiB", "≤ 60",
        f"{own:.1f} MiB its own, the rest pages of programs and libraries")
    token = sign_up(base, "bench@stoat.test")
    hello_port = free_port()
    hello = bench.processes.start([bench.tool("HelloBench"), str(hello_port)], bench.log("hello"))
    wait_for(lambda: fetch(f"http://127.0.0.1:{hello_port}/hello", 2), 10, "hello")
    limit = bench.wrk(f"http://127.0.0.1:{hello_port}/hello")
    bench.processes.stop(hello)
    ours = bench.wrk(f"{base}/users/@me", headers=(f"X-Session-Token: {token}",))
    bench.row("GET /users/@me, embedded", ours, limit, "requests/s", "≥ 0.5")
    bench.processes.stop(process)
