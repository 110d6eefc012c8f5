"""HTTP as the benchmark's own requests need it."""
import json
import urllib.request


def call(method, url, body=None, token=None):
    """A request with JSON in both directions."""
    request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
    if token:
        request.add_header("X-Session-Token", token)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def fetch(url, seconds=30):
    """The bytes behind an address."""
    with urllib.request.urlopen(url, timeout=seconds) as answer:
        return answer.read()


def sign_up(api, address):
    """Makes an account; answers its session token."""
    call("POST", f"{api}/auth/account/create", {"email": address, "password": "correct horse bench"})
    token = call("POST", f"{api}/auth/session/login", {"email": address, "password": "correct horse bench"})["token"]
    call("POST", f"{api}/onboard/complete", {"username": address.split("@")[0]}, token)
    return token
