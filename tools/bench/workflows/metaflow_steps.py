"""Seven no-op steps in a Metaflow flow, as often as each line of stdin asks: {"steps": 3}. Run on this machine."""

import json
import subprocess
import sys
import time
from pathlib import Path

import metaflow

FLOW = Path(__file__).with_name("metaflow_flow.py")


def run() -> None:
    subprocess.run([sys.executable, str(FLOW), "run"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


run()
print(json.dumps({"version": metaflow.__version__}), flush=True)
for line in sys.stdin:
    steps = json.loads(line)["steps"]
    began = time.perf_counter()
    for _ in range(steps):
        run()
    print(json.dumps({"samples": 7 * steps, "seconds": time.perf_counter() - began}), flush=True)
