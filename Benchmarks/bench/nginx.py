"""nginx as the limit of what only passes bytes on."""
import os
import socket

from .processes import wait_for


class Nginx:
    """A private nginx: one process per core, sendfile, no access log."""

    def __init__(self, bench, name, servers, http=""):
        """`servers` are `server {…}` blocks, `http` what stands before them."""
        self.bench = bench
        folder = bench.folder / name
        folder.mkdir()
        temporary = "\n".join(
            f"    {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # Where the master is root, workers would otherwise run as somebody who may not read the run's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = folder / "nginx.conf"
        configuration.write_text(f"""
{user}
daemon off;
worker_processes auto;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    types {{ text/html html; image/gif gif; image/jpeg jpg; image/webp webp; }}
    default_type application/octet-stream;
{temporary}
{http}
{servers}
}}
""")
        self.process = bench.processes.start(
            ["/usr/sbin/nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(configuration)],
            bench.log(name))

    def wait(self, port, host="127.0.0.1"):
        wait_for(lambda: socket.create_connection((host, port), 1), 10, "nginx")

    def stop(self):
        self.bench.processes.stop(self.process)
