"""Deterministic synthetic weights: every tensor comes from its own frozen stream, so no weight file is stored."""

import zlib

import numpy as np


def synthetic_tensor(name, shape, seed=0):
    """Value of the tensor `name`: float32 array of `shape` (int64 zero for `num_batches_tracked`)."""
    if name.endswith("num_batches_tracked"):
        return np.zeros(shape, np.int64)
    draw = np.random.RandomState((zlib.crc32(name.encode()) + seed) % 2**32).standard_normal(shape)
    if name.endswith("running_var"):
        value = 1.0 + 0.2 * np.abs(draw)
    elif name.endswith("running_mean"):
        value = 0.1 * draw
    elif len(shape) >= 2 and int(np.prod(shape[1:])) > 1:  # convolution and linear kernels
        value = draw / np.sqrt(np.prod(shape[1:]))
        if "final_conv" in name.lower():  # keep the outputs inside the clipping range
            value = 0.1 * value
    elif name.endswith("bias"):
        value = 0.05 * draw
    else:  # gains of the normalisation layers
        value = 1.0 + 0.1 * draw
    return value.astype(np.float32)


def synthetic_state(shapes, seed=0):
    """shapes: {name: shape}. Returns {name: array}."""
    return {name: synthetic_tensor(name, tuple(shape), seed) for name, shape in shapes.items()}
