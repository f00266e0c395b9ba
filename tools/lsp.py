"""A language server's client, as small as tests and measurements need it."""
import json
import os
import queue
import subprocess
import threading
import time


class ServerGone(Exception):
    """The server has ended, or closed its output."""


class Client:
    """Speaks to one server over its standard streams. Text positions are (line, character), from 0."""

    def __init__(self, command, root=None, **kwargs):
        """Starts command, a list; kwargs go to Popen. stderr is dropped unless kwargs say where it goes."""
        kwargs.setdefault("stderr", subprocess.DEVNULL)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **kwargs)
        self.incoming = queue.Queue()
        self.ids = 0
        self.versions = {}
        self.diagnostics = {}
        threading.Thread(target=self._read, daemon=True).start()
        self.request("initialize", {
            "processId": os.getpid(), "rootUri": uri(root) if root else None,
            "capabilities": {"textDocument": {
                "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeActionsInline": False,
                                       "codeDescriptionSupport": True},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}}})
        self.notify("initialized", {})

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while True:
                line = stream.readline()
                if not line:
                    self.incoming.put(None)
                    return
                if line in (b"\r\n", b"\n"):
                    break
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            self.incoming.put((time.monotonic(), json.loads(stream.read(length))))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        except OSError as error:
            raise ServerGone(str(error))

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def request(self, method, params, timeout=60):
        """Returns the result; raises TimeoutError, ServerGone, or RuntimeError for an error of the server's."""
        self.ids += 1
        mine = self.ids
        self._send({"id": mine, "method": method, "params": params})
        until = time.monotonic() + timeout
        while True:
            message = self.step(until)
            if message.get("id") == mine and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message.get("result")

    def step(self, until):
        """Takes in one message, and answers a request of the server's; raises TimeoutError at until."""
        try:
            item = self.incoming.get(timeout=max(0, until - time.monotonic()))
        except queue.Empty:
            raise TimeoutError("the server does not answer")
        if item is None:
            raise ServerGone("the server has closed its output")
        when, message = item
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = (params.get("version"), when, params["diagnostics"])
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def open(self, path, text=None):
        """Opens path with text, or what is in the file; returns when, in seconds."""
        if text is None:
            text = open(path, encoding="utf-8", errors="replace").read()
        self.versions[path] = 1
        began = time.monotonic()
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri(path), "languageId": "c", "version": 1, "text": text}})
        return began

    def change(self, path, text):
        """Replaces the whole text; returns when, in seconds."""
        self.versions[path] += 1
        began = time.monotonic()
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri(path), "version": self.versions[path]}, "contentChanges": [{"text": text}]})
        return began

    def close(self, path):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri(path)}})

    def wait(self, path, timeout=60):
        """Waits for the diagnostics of path's newest version; returns when they came, and them."""
        until = time.monotonic() + timeout
        while True:
            version, when, found = self.diagnostics.get(uri(path), (None, 0, []))
            if version == self.versions[path]:
                return when, found
            self.step(until)

    def actions(self, path, diagnostic, timeout=60):
        """The quick fixes offered for a diagnostic."""
        return self.request("textDocument/codeAction", {
            "textDocument": {"uri": uri(path)}, "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic]}}, timeout) or []

    def stop(self):
        """Ends the server as editors do; returns its exit status."""
        try:
            self.request("shutdown", None, timeout=20)
            self.notify("exit", None)
            self.process.stdin.close()
            return self.process.wait(timeout=20)
        except (TimeoutError, ServerGone, RuntimeError, subprocess.TimeoutExpired, OSError):
            self.process.kill()
            return self.process.wait()


def uri(path):
    return "file://" + os.path.abspath(path)


def edited(text, edits):
    """The text with LSP edits applied; characters are UTF-16 units there, and ASCII is assumed around edits."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(position):
        return starts[position["line"]] + position["character"]
    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        text = text[:offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]):]
    return text
