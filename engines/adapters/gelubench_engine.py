"""The engine protocol (docs/engines.md) for adapters in Python.

    serve("mine", "1.0", [Kernel("erf/mine/f32/forward", lambda x: ..., formula="gelu")])

A forward function takes an array x and returns y; a backward one takes x and dy and returns dx. Arrays are NumPy's, of
float32, float64 or float16; those of bfloat16 come as their bits, in uint16. `prepare` and `finish` may be given for
libraries with arrays of their own: functions then take what prepare makes of an array, and finish makes NumPy's of it;
neither is in the times. `wait` is called before a clock is read, for devices that work on after a call has returned.
Import this module before the library: what it prints from then on goes to standard error.
"""

import ctypes
import json
import os
import sys
import time

import numpy

# The answers; what libraries print shall not be taken for one.
_output = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)

# glibc gives large blocks back to the system when they are freed, or not, by what was freed before: results and
# intermediate arrays would be page faults in some kernels' times and not in others'. Here it keeps them.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
if hasattr(ctypes.CDLL(None), "mallopt"):
    ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 25)  # the most that it takes
    ctypes.CDLL(None).mallopt(_M_TRIM_THRESHOLD, 1 << 30)

DTYPES = {"f32": numpy.float32, "f64": numpy.float64, "f16": numpy.float16, "bf16": numpy.uint16}


class Kernel:
    """One kernel: its id, METHOD/VARIANT/TYPE/DIRECTION, its function, and what is said of it."""

    def __init__(self, name, function, formula=None, provenance=""):
        self.name = name
        self.function = function
        self.formula = formula
        self.provenance = provenance
        _, _, self.dtype, self.direction = name.split("/")

    def describe(self):
        entry = {"id": self.name, "provenance": self.provenance}
        if self.formula is not None:
            entry["formula"] = self.formula
        return entry


class _Engine:
    def __init__(self, name, version, kernels, prepare, finish, wait):
        self.hello_line = json.dumps(
            {"engine": name, "version": version, "kernels": [k.describe() for k in kernels]})
        self.kernels, self.prepare, self.finish, self.wait = kernels, prepare, finish, wait
        self.input = sys.stdin.buffer
        self.area = None
        self.loaded = None

    def arrays(self, k, n):
        """x, and dy of a backward kernel: of the mapped file, or of standard input."""
        if not 0 <= k < len(self.kernels):
            raise ValueError(f"there is no kernel {k}")
        kernel = self.kernels[k]
        dtype = numpy.dtype(DTYPES[kernel.dtype])
        parts = []
        for i in range(1 if kernel.direction == "forward" else 2):
            if self.area is not None:
                part = len(self.area) // 3
                parts.append(self.area[i * part:i * part + n * dtype.itemsize].view(dtype))
            else:
                data = self.input.read(n * dtype.itemsize)
                if len(data) < n * dtype.itemsize:
                    raise EOFError
                parts.append(numpy.frombuffer(data, dtype))
        return kernel, parts

    def run(self, k, n):
        kernel, parts = self.arrays(int(k), int(n))
        result = self.finish(kernel.function(*[self.prepare(p, kernel.dtype) for p in parts]), kernel.dtype)
        if result.shape != parts[0].shape or result.dtype != parts[0].dtype:
            raise ValueError(f"{result.shape} of {result.dtype} for {parts[0].shape} of {parts[0].dtype}")
        if self.area is None:
            return self.answer(f"ok {n}", numpy.ascontiguousarray(result).tobytes())
        begin = 2 * (len(self.area) // 3)
        self.area[begin:begin + result.nbytes].view(result.dtype)[:] = result
        return self.answer(f"ok {n}")

    def load(self, k, n):
        kernel, parts = self.arrays(int(k), int(n))
        self.loaded = (kernel, [self.prepare(p.copy(), kernel.dtype) for p in parts])
        kernel.function(*self.loaded[1])
        self.answer("ok")

    def time(self, repeats):
        if self.loaded is None:
            raise ValueError("nothing is loaded")
        kernel, parts = self.loaded
        self.wait()
        start = time.perf_counter_ns()
        for _ in range(int(repeats)):
            kernel.function(*parts)
        self.wait()
        self.answer(f"ok {max(1, time.perf_counter_ns() - start)}")

    def map(self, size, path):
        self.area = None
        try:
            self.area = numpy.memmap(path, numpy.uint8, "r+", shape=(int(size),))
        except (OSError, ValueError):
            return self.answer("no")
        return self.answer("ok")

    def hello(self, _version):
        self.answer(self.hello_line)

    def answer(self, line, array=b""):
        _output.write(line.encode() + b"\n" + array)
        _output.flush()

    def serve(self):
        requests = {"hello": self.hello, "run": self.run, "load": self.load, "time": self.time, "map": self.map}
        for line in iter(self.input.readline, b""):
            request, *words = line.decode(errors="replace").split() or [""]
            try:
                if request not in requests:
                    raise ValueError(f"there is no request '{request}'")
                requests[request](*words)
            except EOFError:
                return
            except Exception as error:  # of somebody else's library, too
                self.answer("error " + " ".join(f"{type(error).__name__}: {error}".split()))


def serve(name, version, kernels, prepare=lambda a, dtype: a, finish=lambda a, dtype: a, wait=lambda: None):
    """Answers requests until standard input ends."""
    _Engine(name, version, kernels, prepare, finish, wait).serve()
