"""A timestamp authority by `openssl ts`, behind a small HTTP server on this machine."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIG = """
[ tsa ]
default_tsa = one
[ one ]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
signer_key = signer.key
{certs}
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
[ leaf ]
basicConstraints = critical,CA:false
extendedKeyUsage = critical,timeStamping
[ root ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[ req ]
distinguished_name = dn
[ dn ]
"""


class OpensslAuthority:
    """Root, signer and configuration in a folder; answers queries."""

    def __init__(self, folder: Path, *, name: str = "Office", with_chain: bool = False) -> None:
        self.folder = folder
        folder.mkdir()
        certs = "certs = root.pem" if with_chain else ""
        (folder / "ts.cnf").write_text(CONFIG.format(certs=certs))
        (folder / "serial").write_text("01\n")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._run(
            "req",
            "-x509",
            *curve,
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
            "-days",
            "30",
            "-subj",
            f"/CN={name} root",
            "-config",
            "ts.cnf",
            "-extensions",
            "root",
        )
        self._run(
            "req",
            "-new",
            *curve,
            "-keyout",
            "signer.key",
            "-out",
            "signer.csr",
            "-subj",
            f"/CN={name}",
            "-config",
            "ts.cnf",
        )
        self._run(
            "x509",
            "-req",
            "-in",
            "signer.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "20",
            "-out",
            "signer.pem",
            "-extfile",
            "ts.cnf",
            "-extensions",
            "leaf",
        )

    @property
    def root(self) -> Path:
        """What is to be pinned."""
        return self.folder / "root.pem"

    def answer(self, query: bytes) -> bytes:
        """The answer to a query, as bytes."""
        (self.folder / "query.tsq").write_bytes(query)
        self._run(
            "ts", "-reply", "-queryfile", "query.tsq", "-config", "ts.cnf", "-out", "answer.tsr"
        )
        return (self.folder / "answer.tsr").read_bytes()

    def _run(self, *words: str) -> None:
        subprocess.run(
            ["openssl", *words], cwd=self.folder, check=True, capture_output=True, timeout=20
        )


class Served:
    """An authority behind HTTP, which can be made to fail."""

    def __init__(self, authority: OpensslAuthority) -> None:
        self.authority = authority
        self.asked: list[bytes] = []
        self.status = 200
        """What it answers with; 503 for an authority that is down."""
        self.keep: bytes | None = None
        """An old answer that it gives again, whatever is asked."""
        self.url = ""

    def answer(self, query: bytes) -> bytes:
        """The body of the answer."""
        self.asked.append(query)
        return self.keep if self.keep is not None else self.authority.answer(query)


@contextmanager
def serving(authority: OpensslAuthority) -> Iterator[Served]:
    """The authority at an address of this machine."""
    served = Served(authority)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = served.answer(body)
            self.send_response(served.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
