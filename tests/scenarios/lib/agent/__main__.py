# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the scripted client: python3 -m lib.agent CONFIG.json

Commands come as JSON lines on stdin, {"id", "do", "args"}; answers
{"id", "ok" or "error"} and events {"event", …} go to stdout.
"""

import asyncio
import json
import os
import signal
import sys

from .client import Client


class Control:
    def __init__(self):
        self.out = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)  # whatever a library prints is no protocol

    def event(self, kind, /, **fields):
        self.say(dict(fields, event=kind))

    def say(self, message):
        try:
            self.out.write(json.dumps(message) + "\n")
        except (BrokenPipeError, ValueError):
            os.kill(os.getpid(), signal.SIGKILL)

    async def command(self, client, message):
        try:
            value = await getattr(client, "do_" + message["do"])(
                **message.get("args", {}))
            self.say({"id": message["id"], "ok": value})
        except Exception as error:  # the test must see whatever it was
            self.say({"id": message["id"],
                      "error": f"{type(error).__name__}: {error}"})


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        config = json.load(file)
    control = Control()
    client = Client(config, control.event)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks = set()
    while line := await reader.readline():
        task = loop.create_task(control.command(client, json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await client.do_disconnect()


asyncio.run(main())
