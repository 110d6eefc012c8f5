"""A certificate authority of the test's own, and the certificates it gives to hosts."""

from __future__ import annotations

import subprocess
from pathlib import Path


def openssl(*words: str) -> None:
    """Runs `openssl`."""
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr[-800:]}")


class Authority:
    """Makes certificates; everything lies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.make("root", "/CN=Small Web Root")

    @property
    def text(self) -> str:
        """The root certificate."""
        return (self.folder / "root.crt").read_text()

    def path(self, name: str) -> tuple[Path, Path]:
        """A certificate and its key."""
        return self.folder / f"{name}.crt", self.folder / f"{name}.key"

    def make(self, name: str, subject: str) -> None:
        """A certificate that vouches for itself and may vouch for others."""
        certificate, key = self.path(name)
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", subject,
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
            "-keyout", str(key), "-out", str(certificate),
        )  # fmt: skip

    def issue(self, name: str, hosts: list[str], root: str = "root", days: int = 30) -> None:
        """A certificate for some hosts; with negative days one that has run out."""
        certificate, key = self.path(name)
        request, details = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", str(key), "-out", str(request),
        )  # fmt: skip
        names = ",".join(f"DNS:{host}" for host in hosts)
        details.write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        issuer, issuer_key = self.path(root)
        openssl(
            "x509", "-req", "-in", str(request), "-CA", str(issuer), "-CAkey", str(issuer_key), "-CAcreateserial",
            "-days", str(days), "-extfile", str(details), "-out", str(certificate),
        )  # fmt: skip
