"""The API over MongoDB, Redis and RabbitMQ: sending and reading messages."""
import time

from .web import call


def measure(bench):
    cluster = bench.cluster()
    server = call("POST", f"{cluster.api}/servers/create", {"name": "bench"}, cluster.token)
    messages = f"{cluster.api}/channels/{server['channels'][0]['_id']}/messages"
    script = bench.folder / "send.lua"
    script.write_text(f"""
wrk.method = "POST"
wrk.headers["X-Session-Token"] = "{cluster.token}"
wrk.body = '{{"content":"A message of ordinary length, about what people write in a chat."}}'
""")
    time.sleep(2)
    connections = 32
    baseline = [bench.tool("mongo-baseline"), cluster.url]
    limit = float(bench.output([*baseline, "insert", str(connections), str(bench.seconds)]))
    ours = bench.wrk(messages, script=script, connections=connections)
    bench.row("send message, cluster", ours, limit, "messages/s", "≥ 0.35")
    limit = float(bench.output([*baseline, "find", str(connections), str(bench.seconds)]))
    ours = bench.wrk(f"{messages}?limit=50", headers=(f"X-Session-Token: {cluster.token}",), connections=connections)
    bench.row("fetch 50 messages, cluster", ours, limit, "requests/s", "≥ 0.4")
