"""Real RSA keys and a server of them in a thread of its own, as slow as it is told to be; and tokens of every kind."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.clock import now

CLIENT = "6f1d9c1e-2d0b-4c55-9b0e-0c7e5a3f4b21"
ISSUER = "https://api.botframework.com"
SERVICE = "https://smba.trafficmanager.net/emea/"


@cache
def key(kid: str) -> rsa.RSAPrivateKey:
    """A private key by its id."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(
    kid: str = "ours", signed_with: str = "", algorithm: str = "RS256", minutes: int = 60, **claims: Any
) -> str:
    """A token as the connector sends it; or expired, or for somebody else, or signed with another key."""
    at = int(now().timestamp())
    said = {"iss": ISSUER, "aud": CLIENT, "serviceurl": SERVICE, "iat": at - 7_200, "nbf": at - 7_200,
            "exp": at + minutes * 60}  # fmt: skip
    secret: Any = None if algorithm == "none" else key(signed_with or kid)
    if algorithm == "HS256":
        secret = "en hemlighet som är lång nog för sha 256"
    return jwt.encode(said | claims, secret, algorithm=algorithm, headers={"kid": kid} if kid else {})


@dataclass
class KeyServer:
    """Gives the public keys; waits before, while `go` is not set."""

    url: str = ""
    asked: int = 0
    go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def answer(self) -> bytes:
        """The keys, when it may."""
        self.asked += 1
        self.arrived.set()
        self.go.wait(10)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key("ours").public_key()))
        return json.dumps(
            {"keys": [public | {"kid": "ours", "use": "sig", "endorsements": ["msteams"]}]}
        ).encode()


@contextmanager
def serving_keys() -> Iterator[KeyServer]:
    """The server of keys, on a port of its own."""
    served = KeyServer()
    served.go.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.answer()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/v1/.well-known/openidconfiguration"
    try:
        yield served
    finally:
        served.go.set()
        server.shutdown()
        thread.join()
        server.server_close()
