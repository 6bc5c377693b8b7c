"""Networks over C4 and C8 on a torus, by ONNX Runtime on the CPU, and by Quincunx in the same session.

    python3 -m venv venv && venv/bin/pip install numpy onnx onnxruntime
    venv/bin/python benches/peers/networks.py                    # ONNX Runtime alone
    venv/bin/python benches/peers/networks.py --ours PATH        # in pairs with ours

Four networks of 16 fields with random weights, 256×256 cells of 0 and 1, float32: p4 (64 channels) and p8 (128), with
layers 3×3, 3×3, 1×1 and 3×3, 3×3, 3×3, then a mean over elements and a 1×1 head. `--ours` is a program that is called
with a file of weights, the size of the torus, steps and threads, and prints as its last line `{"seconds": …}`, its
median seconds a step, and `"peak"`, if it measured that, in GFLOP/s of one core. Measure on a machine that does nothing
else.

What ONNX Runtime is given is what it is fastest at. To it a group convolution is a dense one with all filters written
out. The torus is either padded in the graph before every convolution (`Pad`, mode `wrap`), or the input comes padded
once by the radius of all layers, and no convolution pads: then it computes a few cells more. The mean is either in the
graph (`ReduceMean`) or folded into the head. Each of the four ways is timed for each network and number of threads, and
the fastest is compared with; the last column names it. All optimisations are on, input and output are bound in place,
and its results are first held against numpy in float64.

GFLOP/s count the dense network on 256×256 cells, whoever computes it. The peak is what `--ours` says, else numpy's
sgemm.
"""

import argparse
import json
import os
import pathlib
import statistics
import struct
import subprocess
import tempfile
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the peak is that of one core

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FIELDS = 16
NETWORKS = [(order, sides) for order in (4, 8) for sides in ((3, 3, 1), (3, 3, 3))]
WAYS = [(padding, mean) for padding in ("padded once", "wrap") for mean in ("folded", "ReduceMean")]


def weights(order, sides, seed=7):
    """As the files have them: the filters of the identity."""
    draw = numpy.random.default_rng(seed)
    tensors, inputs, elements = {}, 1, 1
    for layer, side in enumerate(sides):
        scale = (2 / (inputs * elements * side**2)) ** 0.5
        tensors[f"convs.{layer}.weight"] = draw.normal(0, scale, (FIELDS, inputs, elements, side, side))
        tensors[f"convs.{layer}.bias"] = draw.normal(0, 0.1, FIELDS)
        inputs, elements = FIELDS, order
    tensors["head.weight"] = draw.normal(0, FIELDS**-0.5, (1, FIELDS, 1, 1))
    tensors["head.bias"] = numpy.zeros(1)
    return {name: tensor.astype(numpy.float32) for name, tensor in tensors.items()}


def save(path, tensors):
    """A safetensors file."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        offsets = [len(data), len(data) + tensor.nbytes]
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": offsets}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def ring(radius):
    """The cells of a square ring as (y, x), counter-clockwise from the middle of the right side, y downwards."""
    x, y, cells = radius, 0, []
    for dx, dy, count in ((0, -1, 1), (-1, 0, 2), (0, 1, 2), (1, 0, 2), (0, -1, 1)):
        for _ in range(count * radius):
            cells.append((y, x))
            x, y = x + dx, y + dy
    return cells


def turned(filters, element, order):
    """Filters turned counter-clockwise by element/order of a circle, each ring shifted along itself."""
    centre, result = filters.shape[-1] // 2, filters.copy()
    for radius in range(1, centre + 1):
        places = numpy.array(ring(radius)).T + centre
        values, shift = filters[..., *places], 8 * radius * element / order
        whole, part = int(shift), shift % 1
        result[..., *places] = (1 - part) * numpy.roll(values, whole, -1) + part * numpy.roll(values, whole + 1, -1)
    return result


def expanded(tensors, order):
    """All filters written out, channel = field·order + element: pairs of weight and bias."""
    layers = []
    for layer in range(len(tensors) // 2 - 1):
        stored = tensors[f"convs.{layer}.weight"].astype(float)
        outputs, inputs, elements, side, _ = stored.shape
        dense = numpy.empty((outputs, order, inputs, elements, side, side))
        for r in range(order):
            by = turned(stored, r, order)
            for s in range(elements):
                dense[:, r, :, s] = by[:, :, (s - r) % elements]
        bias = numpy.repeat(tensors[f"convs.{layer}.bias"], order)
        layers.append((dense.reshape(outputs * order, inputs * elements, side, side).astype(numpy.float32), bias))
    return layers


def radius(layers):
    return sum(weight.shape[-1] // 2 for weight, _ in layers)


def model(tensors, order, size, way):
    """The network in ONNX."""
    padding, mean = way
    layers, nodes, constants, last = expanded(tensors, order), [], [], "cells"

    def constant(name, value):
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(kind, name, *inputs, **attributes):
        nonlocal last
        nodes.append(helper.make_node(kind, [last, *inputs], [name], **attributes))
        last = name

    for layer, (weight, bias) in enumerate(layers):
        around = weight.shape[-1] // 2
        if padding == "wrap" and around:
            node("Pad", f"pad{layer}", constant(f"pads{layer}", numpy.array([0, 0, around, around] * 2)), mode="wrap")
        pair = constant(f"weight{layer}", weight), constant(f"bias{layer}", bias)
        node("Conv", f"conv{layer}", *pair, pads=[0] * 4, kernel_shape=weight.shape[2:])
        node("Relu", f"relu{layer}")
    head = tensors["head.weight"]
    if mean == "folded":
        head = numpy.repeat(head, order, 1) / numpy.float32(order)
    else:
        node("Reshape", "elements", constant("shape", numpy.array([1, FIELDS, order, size, size])))
        node("ReduceMean", "fields", constant("axis", numpy.array([2])), keepdims=0)
    node("Conv", "logits", constant("head", head), constant("threshold", tensors["head.bias"]), kernel_shape=[1, 1])

    outer = size + 2 * radius(layers) if padding == "padded once" else size
    cells = helper.make_tensor_value_info("cells", TensorProto.FLOAT, [1, 1, outer, outer])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 1, size, size])
    graph = helper.make_graph(nodes, "network", [cells], [logits], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    onnx.checker.check_model(made)
    return made.SerializeToString()


class Peer:
    """ONNX Runtime with one network, one way to write it, and this many threads."""

    def __init__(self, tensors, order, cells, way, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        made = model(tensors, order, len(cells), way)
        self.session = onnxruntime.InferenceSession(made, options, providers=["CPUExecutionProvider"])
        if way[0] == "padded once":
            cells = numpy.pad(cells, radius(expanded(tensors, order)), mode="wrap")
        self.binding = self.session.io_binding()
        value = onnxruntime.OrtValue.ortvalue_from_numpy(numpy.ascontiguousarray(cells[None, None]))
        self.binding.bind_ortvalue_input("cells", value)
        self.out = onnxruntime.OrtValue.ortvalue_from_shape_and_type([1, 1, *self.shape()], numpy.float32)
        self.binding.bind_ortvalue_output("logits", self.out)

    def shape(self):
        return self.session.get_outputs()[0].shape[2:]

    def logits(self):
        self.session.run_with_iobinding(self.binding)
        return self.out.numpy()[0, 0]

    def seconds(self, steps):
        """The median of some steps."""
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self.session.run_with_iobinding(self.binding)
            times.append(time.perf_counter() - start)
        return statistics.median(times)


def soup(size):
    return (numpy.random.default_rng(1).random((size, size)) < 0.35).astype(numpy.float32)


def by_numpy(tensors, order, cells):
    """The logits in float64, straight from the definition."""
    x = cells[None].astype(float)
    for weight, bias in expanded(tensors, order):
        around = weight.shape[-1] // 2
        y = numpy.zeros((len(weight), *cells.shape)) + bias[:, None, None]
        for dy, dx in numpy.ndindex(weight.shape[2:]):
            y += numpy.tensordot(weight[:, :, dy, dx], numpy.roll(x, (around - dy, around - dx), (1, 2)), 1)
        x = numpy.maximum(y, 0)
    fields = x.reshape(FIELDS, order, *cells.shape).mean(1)
    return numpy.tensordot(tensors["head.weight"][0, :, 0, 0].astype(float), fields, 1) + tensors["head.bias"]


def centred(tensors, order, cells):
    """With as many logits above zero as below, so that a grid that runs the network stays mixed."""
    middle = numpy.median(Peer(tensors, order, cells, WAYS[0], 1).logits())
    return tensors | {"head.bias": numpy.array([-middle], numpy.float32)}


def verify(tensors, order):
    """All ways on a small torus against numpy."""
    cells = soup(20)
    right = by_numpy(tensors, order, cells)
    for way in WAYS:
        wrong = abs(Peer(tensors, order, cells, way, 1).logits() - right).max() / abs(right).max()
        assert wrong < 2e-6, f"{way} is wrong by {wrong}"


def fastest(tensors, order, cells, threads, seconds):
    """The fastest way: shortest median of three rounds that all ways take in turn."""
    peers = [Peer(tensors, order, cells, way, threads) for way in WAYS]
    steps = [max(3, int(seconds / 3 / peer.seconds(3))) for peer in peers]
    rounds = [[peer.seconds(count) for peer, count in zip(peers, steps)] for _ in range(3)]
    medians = [statistics.median(times) for times in zip(*rounds)]
    best = medians.index(min(medians))
    return peers[best], WAYS[best], dict(zip(WAYS, medians))


def ours(program, path, size, steps, threads):
    command = [program, path, str(size), str(steps), str(threads)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(printed.splitlines()[-1])


def peak_of_numpy():
    """GFLOP/s of one core in numpy's best matrix product: a little below the peak."""
    n = 1024
    a, b = (numpy.random.default_rng(seed).random((n, n), numpy.float32) for seed in (1, 2))
    times = []
    for _ in range(12):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2 * n**3 / min(times) / 1e9


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    values = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    sets = [name for name in ("avx2", "fma", "avx512f") if name in values["flags"].split()]
    return f"{values['model name']}, {' '.join(sets)}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def compare(order, sides, threads, arguments, folder):
    """One line of figures."""
    cells = soup(arguments.size)
    tensors = centred(weights(order, sides), order, cells)
    verify(tensors, order)
    peer, way, all_ways = fastest(tensors, order, cells, threads, arguments.seconds)
    path = folder / f"p{order}-{''.join(map(str, sides))}.safetensors"
    save(path, tensors)
    steps = max(3, int(arguments.seconds / min(all_ways.values())))
    pairs, peak = [], None
    for pair in range(arguments.pairs + 1):  # the first warms up
        sides_of_pair = {"peer": lambda: peer.seconds(steps)}
        if arguments.ours:
            sides_of_pair["ours"] = lambda: ours(arguments.ours, path, arguments.size, steps, threads)
        turn = list(sides_of_pair)[:: -1 if pair % 2 else 1]
        found = {name: sides_of_pair[name]() for name in turn}
        if arguments.ours:
            peak = found["ours"].get("peak", peak)
            found["ours"] = found["ours"]["seconds"]
        pairs.append(found)
    medians = {name: statistics.median(pair[name] for pair in pairs[1:]) for name in pairs[0]}
    ratios = [pair["peer"] / pair["ours"] for pair in pairs[1:] if "ours" in pair]
    dense = 2 * sum(weight.size for weight, _ in expanded(tensors, order)) * arguments.size**2
    return medians, ratios, dense / 1e9, peak, way, all_ways


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", help="program to compare with")
    parser.add_argument("--size", type=int, default=256, help="side of the torus (256)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads (1 2)")
    parser.add_argument("--pairs", type=int, default=7, help="pairs after the one that warms up (7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="time of one side of a pair, about (1)")
    parser.add_argument("--networks", nargs="+", metavar="NAME", help="some of p4-331 p4-333 p8-331 p8-333")
    parser.add_argument("--ways", action="store_true", help="print the times of all ways to write a network")
    arguments = parser.parse_args()

    print(processor())
    best = peak_of_numpy()
    print(f"onnxruntime {onnxruntime.__version__}, numpy {numpy.__version__}: {best:.1f} GFLOP/s in sgemm on one core")
    print("network   threads       ORT s/step  GFLOP/s of peak      ours s/step  of peak   ORT / ours (least to most)")
    with tempfile.TemporaryDirectory() as folder:
        for order, sides in NETWORKS:
            name = f"p{order}-{''.join(map(str, sides))}"
            if arguments.networks and name not in arguments.networks:
                continue
            for threads in arguments.threads:
                medians, ratios, dense, peak, way, all_ways = compare(
                    order, sides, threads, arguments, pathlib.Path(folder)
                )
                most = (peak or best) * threads
                line = f"{name:9} {threads:7} {medians['peer']:16.6f} {dense / medians['peer']:8.1f}"
                line += f" {dense / medians['peer'] / most:7.2f}"
                if ratios:
                    line += f" {medians['ours']:16.6f} {dense / medians['ours'] / most:8.2f}"
                    line += f"   {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
                print(f"{line}   {', '.join(way)}", flush=True)
                if arguments.ways:
                    for (padding, mean), seconds in all_ways.items():
                        print(f"    {padding}, {mean}: {seconds:.6f}")


if __name__ == "__main__":
    main()
