"""The hosts of the small web: one nginx that serves every page under its own address, with TLS where the address says so."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from blackbox.pictures import encoded, film, picture

from .authority import Authority
from .instance import die_with_parent
from .namespace import PUBLIC, PUBLIC_SIX
from .pages import Page, ascii_url

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
KINDS = {".gif": ("image/gif", "GIF"), ".jpg": ("image/jpeg", "JPEG"), ".webp": ("image/webp", "WEBP")}
FILMS = {".mp4": ("video/mp4", ("-pix_fmt", "yuv420p")), ".webm": ("video/webm", ("-c:v", "libvpx", "-c:a", "libvorbis"))}
PORTS = {"http": 80, "https": 443}


def made(url: str, size: tuple[int, int]) -> tuple[str, bytes]:
    """A picture or a video of this size; what it is follows from the address."""
    suffix = Path(urlsplit(url).path).suffix
    if suffix in FILMS:
        kind, options = FILMS[suffix]
        return kind, film(suffix[1:], "-vf", f"scale={size[0]}:{size[1]}", *options, seconds=0.2)
    kind, name = KINDS.get(suffix, ("image/png", "PNG"))
    return kind, encoded(picture(*size), name)


class Hosts:
    """What stands where, and the server."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.folder = folder
        self.authority = authority
        self.kinds: dict[tuple[str, str | None], int] = {}
        self.served: dict[str, str] = {}
        self.moved: dict[int, dict[str, str]] = {}
        self.extra: list[str] = []
        self.count = 0
        self.process: subprocess.Popen[bytes] | None = None

    def serve(self, url: str, kind: str, body: bytes, coding: str | None = None) -> None:
        """Puts a body at an address."""
        address = ascii_url(url)
        if address in self.served:
            raise ValueError(f"two bodies at {url}")
        place = self.kinds.setdefault((kind, coding), len(self.kinds))
        self.count += 1
        file = self.folder / "bodies" / f"k{place}" / str(self.count)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self.served[address] = f"/k{place}/{self.count}"

    def move(self, url: str, status: int, target: str) -> None:
        """Puts a redirect at an address."""
        self.moved.setdefault(status, {})[ascii_url(url)] = target

    def add(self, page: Page) -> None:
        """Puts a page with all that belongs to it where it says."""
        at = page.url
        for status, target in page.hops:
            self.move(at, status, target)
            at = urljoin(at, target)
        if page.body is not None:
            self.serve(at, page.type, page.body, page.coding)
        for url, size in page.media.items():
            self.serve(url, *made(url, size))
        for url, (kind, body) in page.others.items():
            self.serve(url, kind, body)

    @property
    def names(self) -> set[str]:
        """All host names."""
        urls = [*self.served, *(url for moved in self.moved.values() for url in moved)]
        return {urlsplit(url).hostname or "" for url in urls}

    @property
    def ports(self) -> set[int]:
        """Ports besides the usual ones."""
        return {port for url in self.served if (port := urlsplit(url).port)}

    @property
    def log(self) -> list[dict[str, str]]:
        """The requests so far."""
        path = self.folder / "access.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def configuration(self) -> str:
        """The server's configuration."""
        maps = [self.table("$page", self.served)]
        jumps = []
        for status, moved in sorted(self.moved.items()):
            maps.append(self.table(f"$to{status}", moved))
            jumps.append(f'if ($to{status}) {{ return {status} "$to{status}"; }}')
        places = []
        for (kind, coding), place in self.kinds.items():
            places.append(
                f"""location /k{place}/ {{ internal; root {self.folder}/bodies; types {{ }} default_type {json.dumps(kind)};
                gzip {"on" if coding == "gzip" else "off"}; {"brotli on;" if coding == "br" else ""} }}"""
            )
        brotli = "brotli_types *; brotli_min_length 1;" if BROTLI.exists() else ""
        certificate, key = self.authority.path("hosts")
        listens = [f"listen {a}:{p}{' ssl' if p == 443 else ''} default_server;" for a in self.addresses for p in (80, 443, *self.ports)]
        return f"""
            {f"load_module {BROTLI};" if BROTLI.exists() else ""}
            daemon off; user root; worker_processes 1; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log;
            events {{ worker_connections 1024; }}
            http {{
                map_hash_bucket_size 2048; map_hash_max_size 16384; absolute_redirect off; access_log off;
                large_client_header_buffers 4 16k; gzip_types *; gzip_min_length 1; {brotli}
                {self.temporary()}
                log_format lines escape=json '{{"url":"$scheme://$http_host$request_uri","method":"$request_method","agent":"$http_user_agent",'
                    '"tls":"$ssl_protocol","name":"$ssl_server_name","coding":"$sent_http_content_encoding","status":"$status",'
                    '"range":"$http_range","cookie":"$http_cookie"}}';
                {" ".join(maps)}
                server {{
                    {" ".join(listens)}
                    ssl_certificate {certificate}; ssl_certificate_key {key};
                    access_log {self.folder}/access.log lines;
                    {" ".join(places)}
                    location / {{ {" ".join(jumps)} if ($page = "") {{ return 404; }} rewrite ^ $page last; }}
                }}
                {" ".join(self.extra)}
            }}"""

    addresses = (*PUBLIC, f"[{PUBLIC_SIX}]")

    def temporary(self) -> str:
        """Where the server keeps what does not fit into its memory."""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return " ".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)

    @staticmethod
    def table(name: str, rows: dict[str, str]) -> str:
        """A map from addresses to something."""
        lines = [f"{json.dumps(url)} {json.dumps(value)};" for url, value in rows.items()]
        return f'map "$scheme://$http_host$request_uri" {name} {{ default ""; {" ".join(lines)} }}'

    async def start(self) -> None:
        """Starts the server and waits until it answers."""
        path = self.folder / "nginx.conf"
        path.write_text(self.configuration())
        self.process = subprocess.Popen(
            ["nginx", "-p", str(self.folder), "-c", str(path), "-e", str(self.folder / "error.log")], preexec_fn=die_with_parent
        )
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection(PUBLIC[0], 80)
                writer.close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                await asyncio.sleep(0.05)
        raise RuntimeError(f"nginx does not start: {(self.folder / 'error.log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Ends the server."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
