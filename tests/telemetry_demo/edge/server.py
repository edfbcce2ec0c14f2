"""A server on a socket that speaks as the real one does, over a link that can be cut in both directions."""

import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from telemetry_demo.dedupe.rules import Window

# What happens to a request: it is answered, never arrives, is done but its answer is lost, or comes back half.
FINE, LOST, UNHEARD, HALF = "fine", "lost", "unheard", "half"


class EdgeServer:
    """Remembers events once for each (device, seq), as the pipeline does; `links` says what becomes of requests."""

    def __init__(self):
        self.events: dict[int, dict] = {}
        self.reports: list[dict] = []
        self.rules: list[dict] = []
        self.digest = "none"
        self.links: list[str] = []
        self.is_cut = False
        self.counts: Counter[str] = Counter()
        self._windows: dict[str, Window] = {}
        self._lock = Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self):
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()

    def link(self) -> str:
        with self._lock:
            return LOST if self.is_cut else self.links.pop(0) if self.links else FINE

    def take(self, path: str, body: dict) -> dict:
        with self._lock:
            return self._take_events(body) if path.endswith("/events") else self._take_report(body)

    def _take_events(self, body: dict) -> dict:
        results = []
        for event in body["events"]:
            window = self._windows.setdefault(event["device"], Window())
            status = str(window.take(event["seq"]))
            self.counts[status] += 1
            if status == "new":
                self.events[event["seq"]] = event
            results.append({"seq": event["seq"], "status": status})
        return {"results": results}

    def _take_report(self, body: dict) -> dict:
        self.reports.append(body)
        return {"digest": self.digest, "rules": None if body["digest"] == self.digest else self.rules}

    def told(self) -> list[tuple]:
        """All events in the order of their numbers."""
        return [
            (seq, event["patient"], event["ts"], event["signal"], event["value"])
            for seq, event in sorted(self.events.items())
        ]


def _handler(server: EdgeServer):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            link = server.link()
            if link == LOST:
                return
            answer = json.dumps(server.take(self.path, body)).encode()
            if link == UNHEARD:
                return
            self.send_response(202)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2] if link == HALF else answer)

        def log_message(self, *_):
            pass

    return Handler
