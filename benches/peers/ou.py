"""Ornstein-Uhlenbeck by Euler-Maruyama with numpy, as one would write it: 10**6 paths, moments at the end.

    python3 benches/peers/ou.py

`cargo bench --bench sde` does the same with Quincunx; run one after the other on a quiet machine.
"""

import statistics
import time

import numpy

PATHS, STEPS, DT = 1_000_000, 40, 0.001


def run(precision):
    draw = numpy.random.Generator(numpy.random.PCG64(7))
    theta, mu, sigma, dt = (precision(value) for value in (2.0, 1.0, 0.5, DT))
    root = precision(DT**0.5)
    x = numpy.zeros(PATHS, precision)
    for _ in range(STEPS):
        x += theta * (mu - x) * dt + sigma * root * draw.standard_normal(PATHS, precision)
    return x.mean(), x.var()


for precision in (numpy.float32, numpy.float64):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        run(precision)
        times.append(time.perf_counter() - start)
    rate = PATHS * STEPS / statistics.median(times)
    print(f"numpy {numpy.__version__}, {precision.__name__}: {rate:.2e} path-steps/s")
