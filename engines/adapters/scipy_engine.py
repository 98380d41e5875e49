"""GELU as it is written with NumPy and SciPy: python3 engines/adapters/scipy_engine.py"""

import math

from gelubench_engine import DTYPES, Kernel, serve

import numpy
import scipy
from scipy import special

# Elements outside a function's domain are no news to a suite that tries all of them.
numpy.seterr(all="ignore")


def kernels_of(dtype):
    number = DTYPES[dtype]
    half, one = number(0.5), number(1)
    inv_sqrt2 = number(math.sqrt(0.5))
    inner, cubic = number(math.sqrt(2 / math.pi)), number(0.044715)

    def gelu_tanh(x):
        return half * x * (one + numpy.tanh(inner * (x + cubic * x * x * x)))

    rows = [
        ("erf/scipy_ndtr", "gelu", lambda x: x * special.ndtr(x), "x * scipy.special.ndtr(x)"),
        ("erf/scipy_erf", "gelu", lambda x: half * x * (one + special.erf(x * inv_sqrt2)),
         "x/2 * (1 + scipy.special.erf(x / sqrt(2)))"),
        ("erf/scipy_erfc", "gelu", lambda x: half * x * special.erfc(-x * inv_sqrt2),
         "x/2 * scipy.special.erfc(-x / sqrt(2))"),
        ("tanh/numpy", "gelu_tanh", gelu_tanh, "numpy.tanh"),
        ("silu/scipy", "silu", lambda x: x * special.expit(x), "x * scipy.special.expit(x)"),
        ("relu/numpy", "relu", lambda x: numpy.maximum(x, number(0)), "numpy.maximum"),
        ("ingredient/scipy_erf", "erf", special.erf, "scipy.special.erf"),
        ("ingredient/scipy_erfc", "erfc", special.erfc, "scipy.special.erfc"),
        ("ingredient/scipy_ndtr", "ndtr", special.ndtr, "scipy.special.ndtr"),
        ("ingredient/scipy_expit", "sigmoid", special.expit, "scipy.special.expit"),
        ("ingredient/numpy_tanh", "tanh", numpy.tanh, "numpy.tanh"),
        ("ingredient/numpy_exp", "exp", numpy.exp, "numpy.exp"),
    ]
    return [Kernel(f"{name}/{dtype}/forward", function, formula, provenance)
            for name, formula, function, provenance in rows]


serve("SciPy", f"SciPy {scipy.__version__}, NumPy {numpy.__version__}", kernels_of("f32") + kernels_of("f64"))
