"""Fan-out: one event to many sockets, and bursts of ten."""
import json


def measure(bench):
    for sockets, burst, aim in ((1000, 1, "≥ 0.75"), (10000, 1, "≥ 0.75"), (1000, 10, "≥ 4")):
        limit = float(
            bench.output([
                bench.tool("fanout-baseline"), bench.tool("fanout-receiver"), str(sockets), "1", "300",
                str(bench.seconds)
            ]))
        ours = json.loads(
            bench.output([
                bench.tool("FanoutBench"), bench.tool("fanout-receiver"), str(sockets), str(burst), "300",
                str(bench.seconds)
            ]).splitlines()[-1])
        name = f"fan-out to {sockets} sockets" + (f", bursts of {burst}" if burst > 1 else "")
        bench.row(name, ours["deliveries_per_second"], limit, "deliveries/s", aim)
        if burst == 1 and sockets == 10000:
            bench.row("memory per idle session", ours["bytes_per_session"] / 1024, None, "KiB", "≤ 12")
