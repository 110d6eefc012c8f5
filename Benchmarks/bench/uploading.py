"""Uploads of files as forms, with a sender that costs next to nothing: bytes go from the disk to the socket."""
import http.client
import json
import threading
import time

BOUNDARY = "----stoat-bench-form"


def frame(name):
    """What stands before and after a file in a form."""
    head = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n")
    return head.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(address, path, file, token=None, connection=None):
    """Sends a file; answers what the server said, as JSON."""
    before, after = frame(file.name)
    connection = connection or http.client.HTTPConnection(address, timeout=60)
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(before) + file.stat().st_size + len(after)))
    if token:
        connection.putheader("X-Session-Token", token)
    connection.endheaders(before)
    with open(file, "rb") as bytes_of_file:
        connection.sock.sendfile(bytes_of_file)
    connection.sock.sendall(after)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"upload: {answer.status} {text!r}")
    return json.loads(text)


def upload_all(address, path, files, connections, token=None):
    """Sends all files over so many connections; answers bytes of files per second."""
    waiting, failures = list(files), []

    def send():
        connection = http.client.HTTPConnection(address, timeout=60)
        try:
            while True:
                try:
                    file = waiting.pop()
                except IndexError:
                    return
                upload(address, path, file, token, connection)
        except (SystemExit, OSError, http.client.HTTPException) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(connections)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - started
    if failures:
        raise SystemExit(f"upload: {failures[0]}")
    return sum(file.stat().st_size for file in files) / took


def read_repeatedly(address, paths, seconds):
    """One connection per path, each asking for its path again and again; answers responses per second."""
    rates, failures = [], []

    def read(path):
        try:
            connection = http.client.HTTPConnection(address, timeout=60)
            count, started = 0, time.monotonic()
            while time.monotonic() < started + seconds:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise OSError(f"{path}: {answer.status}")
                count += 1
            rates.append(count / (time.monotonic() - started))
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            failures.append(error)

    threads = [threading.Thread(target=read, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"reading: {failures[0]}")
    return sum(rates)
