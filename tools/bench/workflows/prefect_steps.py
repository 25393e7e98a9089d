"""Seven no-op tasks in a Prefect flow, as often as each line of stdin asks: {"steps": 3}. Its server runs here."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
home = tempfile.TemporaryDirectory(prefix="sightline-prefect-")
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
os.environ.update(
    PREFECT_HOME=home.name,
    PREFECT_API_URL=f"http://127.0.0.1:{port}/api",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    DO_NOT_TRACK="1",
)
prefect_cli = str(Path(sys.executable).with_name("prefect"))
server = subprocess.Popen(
    [prefect_cli, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=1)
            break
        except OSError:
            time.sleep(0.5)

    import prefect
    from prefect import flow, task

    logging.disable(logging.CRITICAL)

    @task
    def step(number: int) -> int:
        return number

    @flow
    def seven_steps() -> None:
        for number in range(7):
            step(number)

    seven_steps()
    print(json.dumps({"version": prefect.__version__}), flush=True)
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        began = time.perf_counter()
        for _ in range(steps):
            seven_steps()
        print(json.dumps({"samples": 7 * steps, "seconds": time.perf_counter() - began}), flush=True)
finally:
    server.terminate()
    server.wait()
    home.cleanup()
