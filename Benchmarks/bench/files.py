"""The file server: previews, downloads and uploads."""
import http.client
import os
import shutil

from . import pictures
from .nginx import Nginx
from .processes import cpu_seconds, free_port, memory_kib, wait_for
from .uploading import read_repeatedly, upload, upload_all
from .web import call, fetch

FILE_BYTES = 20_000_000
"""The largest attachment that the default configuration accepts."""
QUALITY = 80
"""`files.webp_quality`, which stays at its default."""

# Icons are the pictures whose animations are shown as their first frame; here with the box of attachments.
CONFIGURATION = f"""
preview_cache_size = %d
[files.preview]
icons = [1280, 1280]
[features.limits.new_user.file_upload_size_limit]
attachments = {FILE_BYTES}
icons = {FILE_BYTES}
"""


def measure(bench):
    cluster = bench.cluster()
    site = bench.folder / "files-site"
    site.mkdir()
    server = start(bench, previews=0)
    paths = place(bench, server, site)
    previews(bench, server, site, paths)
    bench.processes.stop(server.process)
    server = start(bench, previews=512_000_000)
    downloads(bench, server, site, paths)
    bench.processes.stop(server.process)
    server = start(bench, previews=512_000_000)
    uploads(bench, server, cluster.token)
    bench.processes.stop(server.process)


class FileServer:
    """A running stoat-autumn."""

    def __init__(self, process, address):
        self.process = process
        self.address = address
        self.url = f"http://{address}"


def start(bench, previews):
    address = f"127.0.0.1:{free_port()}"
    process = bench.cluster().start("stoat-autumn", "autumn", f"http://{address}", CONFIGURATION % previews)
    wait_for(lambda: fetch(f"http://{address}/", 2), 30, "stoat-autumn")
    return FileServer(process, address)


def place(bench, server, site):
    """Uploads what is read afterwards and takes it into use; answers the paths of each kind."""
    cluster = bench.cluster()
    place = call("POST", f"{cluster.api}/servers/create", {"name": "files"}, cluster.token)
    first = place["channels"][0]["_id"]
    photographs = [pictures.photograph(site / f"photograph{seed}.jpg", seed) for seed in (1, 2)]
    animations = [pictures.animation(site / f"animation{seed}.gif", seed) for seed in (1, 2)]
    film = site / "film.bin"
    film.write_bytes(os.urandom(FILE_BYTES))
    attachments = [upload(server.address, "/attachments", file, cluster.token)["id"] for file in (*photographs, film)]
    call("POST", f"{cluster.api}/channels/{first}/messages", {"content": "", "attachments": attachments}, cluster.token)
    icons = [upload(server.address, "/icons", file, cluster.token)["id"] for file in animations]
    rooms = f"{cluster.api}/servers/{place['server']['_id']}/channels"
    for number, icon in enumerate(icons):
        room = call("POST", rooms, {"name": f"{number}"}, cluster.token)
        call("PATCH", f"{cluster.api}/channels/{room['_id']}", {"icon": icon}, cluster.token)
    return {
        "photographs": [f"/attachments/{id}" for id in attachments[:2]],
        "animations": [f"/icons/{id}" for id in icons],
        "film": f"/attachments/{attachments[2]}/film.bin",
    }


def previews(bench, server, site, paths):
    """Two clients, two threads that decode, nothing kept."""
    for kind, name, pattern in (("photographs", "preview of a 12 MP JPEG", "photograph*.jpg"),
                                ("animations", "preview of a GIF of 60 frames", "animation*.gif")):
        files = sorted(str(path) for path in site.glob(pattern))
        threads, side = str(len(files)), "1280"
        limit = float(
            bench.output([
                bench.tool("preview-baseline"), threads, str(bench.seconds), side, side, str(QUALITY), *files
            ]))
        ours = read_repeatedly(server.address, paths[kind], bench.seconds)
        bench.row(name, ours, limit, "previews/s", "≥ 0.9")


def downloads(bench, server, site, paths):
    """What is only passed on, beside nginx with the same bytes in files."""
    preview = fetch(server.url + paths["photographs"][0])
    (site / "preview.webp").write_bytes(preview)
    port = free_port()
    nginx = Nginx(bench, "nginx-files", f"server {{ listen 127.0.0.1:{port}; root {site}; }}")
    nginx.wait(port)
    static = f"http://127.0.0.1:{port}"
    for name, path, file, connections, header, size, aim in (
        (f"kept preview of {len(preview) // 1000} KB", paths["photographs"][0], "preview.webp", 32, None, 0, "≥ 0.4"),
        ("whole file of 20 MB", paths["film"], "film.bin", 8, None, FILE_BYTES, "≥ 0.4"),
        ("range of 1 MB", paths["film"], "film.bin", 8, "Range: bytes=10000000-10999999", 1_000_000, "≥ 0.4"),
    ):
        headers = (header,) if header else ()
        limit = bench.wrk(f"{static}/{file}", connections=connections, headers=headers)
        before = cpu_seconds(server.process.pid)
        ours = bench.wrk(server.url + path, connections=connections, headers=headers)
        cpu = (cpu_seconds(server.process.pid) - before) / (ours * bench.seconds) * 1e6
        unit, factor = ("MB/s", size / 1e6) if size else ("requests/s", 1)
        bench.row(name, ours * factor, limit * factor, unit, aim, f"{cpu:,.0f} µs of CPU each")
    nginx.stop()


def uploads(bench, server, token, parallel=20, count=60):
    """Files that are all new, 20 at a time; the limit takes, hashes, encrypts and syncs the same bytes."""
    folder = bench.folder / "uploads"
    folder.mkdir()
    files = [folder / f"{number}.bin" for number in range(count)]
    for file in files:
        file.write_bytes(os.urandom(FILE_BYTES))
    target = bench.folder / "upload-baseline"
    target.mkdir()
    port = free_port()
    baseline = bench.processes.start([bench.tool("upload-baseline"), str(port), str(target)], bench.log("upload"))
    wait_for(lambda: http.client.HTTPConnection("127.0.0.1", port).connect() is None, 10, "upload-baseline")
    limit = upload_all(f"127.0.0.1:{port}", "/", files, parallel)
    bench.processes.stop(baseline)
    shutil.rmtree(target)
    idle = memory_kib(server.process.pid)
    before = cpu_seconds(server.process.pid)
    ours = upload_all(server.address, "/attachments", files, parallel, token)
    cpu = (cpu_seconds(server.process.pid) - before) / count * 1000
    peak = memory_kib(server.process.pid, "VmHWM")
    name = f"uploads of 20 MB, {parallel} at once"
    bench.row(name, ours / 1e6, limit / 1e6, "MB/s", "≥ 0.5", f"{cpu:,.0f} ms of CPU each")
    bench.row("memory at most while uploading", peak / 1024, None, "MiB", "≤ 150", f"{idle / 1024:.1f} MiB before")
    shutil.rmtree(folder)
