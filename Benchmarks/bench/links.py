"""The link proxy: embeds and passed-on pictures."""
import http.client
import os
import threading
import time

from . import pictures
from .nginx import Nginx
from .processes import cpu_seconds, free_port, memory_kib, wait_for
from .slow_site import SlowSite
from .web import fetch

HOSTS = [f"127.0.0.{number}" for number in range(11, 19)]
"""The web of the benchmark: the proxy asks no host for more than six things at once."""
CONNECTIONS = 32
"""As many as the proxy fetches at once."""


def measure(bench):
    site = bench.folder / "links-site"
    site.mkdir()
    (site / "page.html").write_text(page())
    picture = gif_of_500_kb(site)
    port = free_port()
    listen = " ".join(f"listen {host}:{port};" for host in HOSTS)
    nginx = Nginx(bench, "nginx-site", f"server {{ {listen} root {site}; }}")
    nginx.wait(port, HOSTS[0])
    server = LinkServer(bench, [f"{host}:{port}" for host in HOSTS])
    embeds(bench, server, port)
    proxied(bench, server, port, picture)
    server.stop()
    nginx.stop()
    waiting(bench)


class LinkServer:
    """A running stoat-january that may fetch from these hosts."""

    def __init__(self, bench, hosts):
        self.bench = bench
        self.address = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self.address}"
        allowed = ", ".join(f'"{host}"' for host in hosts)
        self.process = bench.cluster().start(
            "stoat-january", "january", self.url, f"\n[january]\nallowed_hosts = [{allowed}]\n")
        wait_for(lambda: fetch(self.url + "/", 2), 30, "stoat-january")

    def wrk(self, path, connections=CONNECTIONS):
        """Requests per second, and microseconds of CPU for each; with a script where every address is to be new."""
        before = cpu_seconds(self.process.pid)
        options = {"script": path} if os.path.exists(path) else {}
        rate = self.bench.wrk(self.url + ("" if options else path), connections=connections, **options)
        cpu = (cpu_seconds(self.process.pid) - before) / (rate * self.bench.seconds) * 1e6
        return rate, f"{cpu:,.0f} µs of CPU each"

    def stop(self):
        self.bench.processes.stop(self.process)


def page():
    """A page of 60 KB: a head of ordinary size, then text."""
    scripts = "".join(f'<link rel="preload" as="script" href="/assets/chunk-{n:04}.js">\n' for n in range(60))
    text = "<p>What people write when a page has to have some length, and nobody reads it to the end.</p>\n"
    head = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page of ordinary length</title>
{scripts}<meta property="og:title" content="A page of ordinary length &amp; no surprises">
<meta property="og:description" content="What it is about, in the two sentences that people write there.">
<meta property="og:site_name" content="Bench"><meta property="og:image" content="/picture.gif">
<meta property="og:image:width" content="800"><meta property="og:image:height" content="600">
<meta name="theme-color" content="#336699"></head><body>"""
    return (head + text * 700)[:60_000 - 14] + "</body></html>"


def gif_of_500_kb(site):
    """A moving picture, which is passed on as it is, of 500 KB."""
    path = pictures.animation(site / "picture.gif", 3, "480x360", 40)
    with open(path, "ab") as file:
        # What follows the end of a GIF is nobody's concern.
        file.write(bytes(max(0, 500_000 - path.stat().st_size)))
    return path


def quoted(host, port, path):
    return f"http%3A%2F%2F{host}%3A{port}%2F{path}"


def numbered(bench, name, prefix, port, path):
    """A script for wrk that asks for a new address each time."""
    script = bench.folder / f"{name}.lua"
    script.write_text(f"""
local number = {int(time.time() * 1000)}
request = function()
    number = number + 1
    local host = "{HOSTS[0].rsplit('.', 1)[0]}." .. ({HOSTS[0].rsplit('.', 1)[1]} + number % {len(HOSTS)})
    return wrk.format("GET", "{prefix}" .. "http%3A%2F%2F" .. host .. "%3A{port}%2F{path}%3Fn%3D" .. number)
end
""")
    return script


def embeds(bench, server, port):
    addresses = [f"http://{host}:{port}/page.html" for host in HOSTS]
    limit = float(bench.output([bench.tool("fetch-baseline"), str(CONNECTIONS), str(bench.seconds), *addresses]))
    known = "/embed?url=" + quoted(HOSTS[0], port, "page.html")
    if b"no surprises" not in fetch(server.url + known):
        raise SystemExit("the page's embed is not what it says")
    rate, note = server.wrk(numbered(bench, "embeds", "/embed?url=", port, "page.html"))
    bench.row("embeds of new pages of 60 KB", rate, limit, "embeds/s", "≥ 0.06", note)
    rate, note = server.wrk(known)
    bench.row("embeds that are known", rate, limit, "embeds/s", "≥ 0.6", note)


def proxied(bench, server, port, picture):
    """The same picture through the proxy and through nginx, known and new."""
    folder = bench.folder / "proxy-cache"
    limits = free_port()
    upstream = " ".join(f"server {host}:{port};" for host in HOSTS)
    keeping = f"""
    upstream site {{ {upstream} keepalive 64; }}
    proxy_cache_path {folder} keys_zone=kept:10m;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_buffers 16 64k;
"""
    nginx = Nginx(bench, "nginx-proxy", f"""
server {{
    listen 127.0.0.1:{limits};
    location /kept/ {{ proxy_pass http://site/; proxy_cache kept; proxy_cache_valid 10m; }}
    location /new/ {{ proxy_pass http://site/; }}
}}""", keeping)
    nginx.wait(limits)
    name, size = picture.name, picture.stat().st_size / 1e6
    known = "/proxy?url=" + quoted(HOSTS[0], port, name)
    if fetch(server.url + known) != picture.read_bytes():
        raise SystemExit("the proxied picture is another")
    for kind, limit_path, path, aim in (
        ("known", "kept", known, "≥ 0.8"),
        ("new", "new", numbered(bench, "pictures", "/proxy?url=", port, name), "≥ 0.25"),
    ):
        limit = bench.wrk(f"http://127.0.0.1:{limits}/{limit_path}/{name}", connections=16)
        rate, note = server.wrk(path, connections=16)
        bench.row(f"proxied GIF of 500 KB, {kind}", rate * size, limit * size, "MB/s", aim, note)
    nginx.stop()


def waiting(bench, parallel=200):
    """Memory while hosts that never come to an end hold as many fetches open as they can."""
    site = SlowSite(HOSTS)
    server = LinkServer(bench, [f"{host}:{site.port}" for host in HOSTS])
    idle = memory_kib(server.process.pid)

    def ask(number):
        host = HOSTS[number % len(HOSTS)]
        # Every other one is a picture, of which more is kept in memory.
        route, path = ("embed", "page") if number % 2 else ("proxy", "picture")
        connection = http.client.HTTPConnection(server.address, timeout=60)
        connection.request("GET", f"/{route}?url={quoted(host, site.port, path)}%3Fn%3D{number}")
        connection.getresponse().read()
        connection.close()

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(parallel)]
    for client in clients:
        client.start()
    # Until nothing new is asked of the hosts, and what they give has been taken.
    opened = -1
    while opened != site.opened:
        opened = site.opened
        time.sleep(1)
    peak = memory_kib(server.process.pid, "VmHWM")
    site.stop()
    server.stop()
    for client in clients:
        client.join()
    note = f"{opened} at once, the others waiting; {idle / 1024:.1f} MiB before"
    bench.row(f"memory at {parallel} slow fetches", peak / 1024, None, "MiB", "≤ 150", note)
