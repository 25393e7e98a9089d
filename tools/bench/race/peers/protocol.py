"""What a contender of a benchmark says: one JSON line when it is ready, one for each order to run."""

import json
import sys
import time

WORKLOADS = {
    "mnist-cnn": {"shape": (28, 28, 1), "samples": 8192},
    "resnet20": {"shape": (32, 32, 3), "samples": 1024},
    "mobilenetv2": {"shape": (96, 96, 3), "samples": 256},
    "cnn-lstm": {"shape": (10, 32, 32, 1), "samples": 512},
}
CLASSES = 10
# Of a workload that is a folder with a network of the model zoo.
ZOO_SAMPLES = 512
# [expansion, channels, repeats, stride] of MobileNetV2's stages (Sandler et al., 2018, table 2).
MOBILENET_STAGES = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


def serve(version, run):
    """Answers each order {"steps": n} by running n batches and saying how many samples and seconds that was."""
    print(json.dumps({"ready": True, "version": version}), flush=True)
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        began = time.perf_counter()
        samples = run(steps)
        print(json.dumps({"samples": samples, "seconds": time.perf_counter() - began}), flush=True)
