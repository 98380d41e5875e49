"""PyTorch's activations, forward and by autograd backward: python3 engines/adapters/torch_engine.py [cpu|cuda]"""

import sys

from gelubench_engine import Kernel, serve

import numpy
import torch

DEVICE = sys.argv[1] if len(sys.argv) > 1 else "cpu"
TYPES = {"f32": torch.float32, "f64": torch.float64, "f16": torch.float16, "bf16": torch.bfloat16}
torch.set_num_threads(1)


def prepare(array, dtype):
    if dtype == "bf16":  # by its bits, which torch knows as int16
        return torch.from_numpy(array.view(numpy.int16).copy()).view(torch.bfloat16).to(DEVICE)
    return torch.from_numpy(array.copy()).to(DEVICE)


def finish(tensor, dtype):
    tensor = tensor.detach().to("cpu")
    return tensor.view(torch.int16).numpy().view(numpy.uint16) if dtype == "bf16" else tensor.numpy()


def backward_of(forward):
    def backward(x, dy):
        x = x.detach().requires_grad_()
        (dx,) = torch.autograd.grad(forward(x), x, dy)
        return dx
    return backward


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def has(function, dtype):
    """Whether this version has the function in this type on this device."""
    try:
        one = torch.ones(1, dtype=TYPES[dtype], device=DEVICE, requires_grad=True)
        function(one).backward(torch.ones_like(one))
        return True
    except (RuntimeError, NotImplementedError):
        return False


functional = torch.nn.functional
FORMS = [
    ("erf/torch", "gelu", functional.gelu, "torch.nn.functional.gelu(x)"),
    ("tanh/torch", "gelu_tanh", lambda x: functional.gelu(x, approximate="tanh"),
     "torch.nn.functional.gelu(x, approximate='tanh')"),
    ("silu/torch", "silu", functional.silu, "torch.nn.functional.silu(x)"),
    ("relu/torch", "relu", functional.relu, "torch.nn.functional.relu(x)"),
]
suffix = "" if DEVICE == "cpu" else f"_{DEVICE}"
kernels = []
for name, formula, function, provenance in FORMS:
    for dtype in TYPES:
        if not has(function, dtype):
            continue
        kernels.append(Kernel(f"{name}{suffix}/{dtype}/forward", function, formula, provenance))
        kernels.append(Kernel(f"{name}{suffix}/{dtype}/backward", backward_of(function), formula,
                              provenance + ", its gradient by autograd, with the forward pass in its time"))
serve("PyTorch", f"PyTorch {torch.__version__}" + ("" if DEVICE == "cpu" else ", " + torch.cuda.get_device_name()),
      kernels, prepare, finish, wait)
