# SPDX-License-Identifier: GPL-2.0-or-later
"""A headless Chromium with one page, which captures a tone as its microphone.

It is driven by the DevTools protocol over two pipes.
"""

import fcntl
import json
import os
import queue
import shutil
import threading

from . import tone
from .process import Failed, Process, run, wait_until

WEB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                   "web")
# descriptors 3 and 4 are what --remote-debugging-pipe reads and writes
START = 'r=$1; w=$2; shift 2; exec "$@" 3<&$r 4>&$w'
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-extensions", "--mute-audio",
         "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required",
         "--use-fake-ui-for-media-stream",
         "--use-fake-device-for-media-stream",
         "--disable-features=WebRtcHideLocalIpsWithMdns",
         "--remote-debugging-pipe"]


def available(package):
    """None, or why a page with this npm package cannot run here."""
    if not shutil.which("chromium"):
        return "no chromium"
    if not os.path.isdir(f"{WEB}/node_modules/{package}"):
        return f"no npm packages: run npm ci in {WEB}"
    return None


def bundle(folder, script):
    """Bundle a page's script once per folder; return the page's address."""
    page = f"{folder}/{script}"
    if not os.path.isdir(page):
        os.makedirs(page)
        shutil.copy(f"{WEB}/page.html", page)
        run(["node", f"{WEB}/node_modules/esbuild/bin/esbuild",
             f"{script}.mjs", "--bundle", "--format=iife",
             "--define:global=window", "--log-level=warning",
             f"--outfile={page}/page.bundle.js"], cwd=WEB)
    return f"file://{page}/page.html"


class DevTools:
    """The protocol's client: call() and the bindings' payloads."""

    def __init__(self, on_binding):
        self.on_binding = on_binding
        self.theirs = []
        self.numbers = {}
        self.number = 0
        self.writes = threading.Lock()
        read_end, self.to_browser = os.pipe()
        self.from_browser, write_end = os.pipe()
        self.theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, 20)
                       for fd in (read_end, write_end)]
        os.close(read_end)
        os.close(write_end)

    def started(self):
        for fd in self.theirs:
            os.close(fd)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        data = b""
        while more := os.read(self.from_browser, 65536):
            data += more
            while b"\0" in data:
                text, data = data.split(b"\0", 1)
                self.got(json.loads(text))

    def got(self, message):
        if "id" in message:
            self.numbers[message["id"]].put(message)
        elif message["method"] == "Runtime.bindingCalled":
            self.on_binding(message["params"]["payload"])

    def call(self, method, session=None, timeout=40, **params):
        with self.writes:
            self.number += 1
            number = self.number
            self.numbers[number] = queue.Queue()
            message = {"id": number, "method": method, "params": params}
            if session:
                message["sessionId"] = session
            os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        try:
            reply = self.numbers[number].get(timeout=timeout)
        except queue.Empty:
            raise Failed(f"chromium: no answer to {method}") from None
        if "error" in reply:
            raise Failed(f"chromium: {method}: {reply['error']['message']}")
        return reply["result"]


class Chromium:
    """name: the object of the page that does what it is told; on_message gets
    what the page reports; flags: further ones of Chromium's."""

    def __init__(self, folder, page, user, name, on_message, hz, netns=None,
                 flags=()):
        os.makedirs(folder, exist_ok=True)
        self.user = user
        self.name = name
        self.on_message = on_message
        # Chromium sends the file's first channel at the file's own rate
        tone.write_wav(f"{folder}/tone.wav", hz, 48000, 2)
        self.tools = DevTools(lambda text: self.on_message(json.loads(text)))
        fds = self.tools.theirs
        self.process = Process(
            f"chromium {user}",
            ["bash", "-c", START, "bash", *fds, shutil.which("chromium"),
             *FLAGS, *flags, f"--user-data-dir={folder}/profile",
             f"--use-file-for-fake-audio-capture={folder}/tone.wav",
             "about:blank"], f"{folder}.log", netns=netns, pass_fds=fds,
            env={"HOME": folder, "XDG_RUNTIME_DIR": folder,
                 "TMPDIR": "/run"})  # paths of sockets
        self.tools.started()
        target = self.tools.call("Target.createTarget", url=page)["targetId"]
        self.session = self.tools.call("Target.attachToTarget",
                                       targetId=target,
                                       flatten=True)["sessionId"]
        self.tools.call("Runtime.enable", self.session)
        self.tools.call("Runtime.addBinding", self.session, name="report")
        self.is_loaded()

    def is_loaded(self):
        wait_until(lambda: self.evaluate(f"typeof {self.name}") == "object",
                   15, f"{self.user}: the page is loaded", [self.process])

    def evaluate(self, expression, timeout=40):
        result = self.tools.call(
            "Runtime.evaluate", self.session, timeout, expression=expression,
            awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise Failed(f"{self.user}: " + result["exceptionDetails"].get(
                "exception", {}).get("description", "exception"))
        return result["result"].get("value")

    def do(self, command, timeout=40, **args):
        return self.evaluate(f"{self.name}.{command}({json.dumps(args)})",
                             timeout)

    def reloads(self):
        """As by the button: what the page was is gone."""
        self.evaluate(f"delete window.{self.name}")
        self.tools.call("Page.reload", self.session)
        self.is_loaded()
