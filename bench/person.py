"""The load client's people: they sign in, open pages and send forms as a browser does, over real sockets.

Nothing here knows the house's code: it speaks the public protocol only, so it can be aimed at any address.
"""

import http.client
import re
import secrets
import ssl
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bench.crowd import Crowd, Member

CSRF = "csrf"
PATIENCE = 30.0  # seconds for one answer
KEPT = 2.0  # seconds of silence after which a connection is opened anew


@dataclass(frozen=True)
class Site:
    """Where the house is: `Site.at("https://pace.example.org")`."""

    host: str
    port: int
    secure: bool

    @classmethod
    def at(cls, address: str) -> "Site":
        parts = urlsplit(address)
        secure = parts.scheme == "https"
        return cls(parts.hostname, parts.port or (443 if secure else 80), secure)

    @property
    def authority(self) -> str:
        usual = self.port == (443 if self.secure else 80)
        return self.host if usual else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"http{'s' if self.secure else ''}://{self.authority}"

    @property
    def tls(self) -> ssl.SSLContext | None:
        return ssl.create_default_context() if self.secure else None

    def connect(self) -> http.client.HTTPConnection:
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=PATIENCE, context=self.tls)
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)


class Refused(Exception):
    """An answer of 400 and above."""


class Person:
    """One browser: its cookies and its kept connection."""

    def __init__(self, site: Site):
        self.site = site
        self.cookies: dict[str, str] = {}
        self._connection = site.connect()
        self._used = 0.0

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str, str]:
        """Status, address that a redirect leads to (empty without one) and text. Raises Refused from 400 on."""
        body, headers = self._request(fields)
        self._renew_connection()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if answer.status >= 400:
            raise Refused(f"{method} {path} answered {answer.status}: {text[:300]}")
        onward = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
        return answer.status, onward, text

    def close(self) -> None:
        self._connection.close()

    def _renew_connection(self) -> None:
        """Servers hang up on who is silent for some seconds."""
        now, before = time.monotonic(), self._used
        self._used = now
        if now - before > KEPT:
            self._connection.close()

    def see(self, path: str) -> str:
        """A page's text, with redirects followed."""
        _, onward, text = self.ask("GET", path)
        return self.see(onward) if onward else text

    def send(self, path: str, **fields) -> str:
        """Send a form; the address that the answer leads to."""
        return self.ask("POST", path, fields)[1]

    def _request(self, fields: dict | None) -> tuple[str | None, dict[str, str]]:
        headers = {"Host": self.site.authority, "Origin": self.site.origin}
        if fields is None:
            return None, headers | {"Cookie": self.cookie}
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self._token()}
        headers |= {"Cookie": self.cookie, "Referer": f"{self.site.origin}/"}
        headers |= {"HX-Request": "true"} if self._is_in else {}
        return urlencode(fields, doseq=True), headers

    def raw(self, path: str, **fields) -> bytes:
        """A form as the bytes of its request."""
        body, headers = self._request(fields)
        lines = headers | {"Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)

    @property
    def _is_in(self) -> bool:
        return any(name.endswith("session") for name in self.cookies)

    def _token(self) -> str:
        """What the form sends back of its cookie; a browser without the cookie yet makes one up."""
        known = next((value for name, value in self.cookies.items() if name.endswith(CSRF)), "")
        if not known:
            self.cookies[f"__Host-{CSRF}" if self.site.secure else CSRF] = known = secrets.token_hex(16)
        return known

    def sign_in(self, email: str, password: str) -> None:
        """Through the form. Raises Refused when the house does not know them."""
        self.see("/accounts/login/")
        if not self.send("/accounts/login/", login=email, password=password):
            raise Refused(f"{self.site.origin} does not let {email} in.")

    def sign_up(self, email: str, password: str, name: str) -> str:
        """A new account with a first team; the address of its pages, `/t/…/…/`."""
        self.see("/accounts/signup/")
        self.send("/accounts/signup/", name=name, email=email, password1=password)
        self.send("/start/", organisation="Load", name="Load", time_zone="UTC", sprint_days=14)
        return self.team()

    def team(self) -> str:
        """The address of the team whose pages they land on."""
        _, onward, _ = self.ask("GET", "/")
        return re.match(r"/t/[^/]+/[^/]+/", onward)[0]

    async def listen(self, crowd: Crowd, topic: str) -> Member:
        """Open a web socket with this browser's session and listen to a topic; back once the house has said hello."""
        member = await crowd.join(
            self.site.host, self.site.port, "/ws/", {"Cookie": self.cookie}, authority=self.site.authority,
            tls=self.site.tls,
        )  # fmt: skip
        await member.say_and_hear(f'{{"subscribe":"{topic}"}}', b'"hello"')
        return member
