"""Stage 1 in its inference form: the numbers of `model.stage1.MCESSUNet` with less work.

| rewriting | why it is exact |
|---|---|
| batch norms go into the convolutions before them | both are affine, channel by channel |
| the gate's 32 groups become one dense 1×1 convolution | the weights between groups are 0; dense kernels are faster |
| the gate's outer ReLU is left out | a sum of two ReLUs has no negative values |
| scSE's three residual 1×1 convolutions become two | max(xs + Ax, xm + Bx) + Rx = max(xs + (A + R)x, xm + (B + R)x) |
| the mean that scSE's channel half takes is not taken again | the mean of x·w is w times the mean of x |
| 3×3 maxima by rows, then by columns | a maximum of maxima |
| maps of one channel are computed as many equal ones in narrow layers | the same numbers, without slow broadcasts |

The inception's parallel 1×1 convolutions stay three: taking one apart again into contiguous parts costs what it saves.
The first convolution, the last one and the final sum work on the image's own values and stay float32 in any placement;
so do means, maxima over channels and the small networks between them.
"""

from __future__ import annotations

from typing import Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..model.layers import (
    AttentionGate,
    ConcurrentSqueezeExcitation,
    EnhancedSkip,
    MCBlock,
    Neck,
    SqueezeExcitation,
    UpBlock,
)
from ..model.stage1 import MCESSUNet
from .convolution import Convolution, Placement, along_rows, folded

_NARROW = 16  # channels up to which multiplying by a map of one channel is slower than by a map of as many


class FastStage1:
    """Stage 1 ready to run.

    Args:
        network: in evaluation mode; it is read, not kept. place: where the form runs.
    """

    def __init__(self, network: MCESSUNet, place: Placement):
        self._dtype = place.dtype
        self._encoder = [_Block(network.get_submodule(f"Conv{n}"), place, first=n == 1) for n in range(1, 6)]
        self._neck = _Neck(network.neck, place)
        self._decoder = [_UpLevel(network, level, place) for level in (5, 4, 3, 2)]
        self._final = place.convolution(network.Final_conv, exact=True)

    def __call__(self, hazy: Tensor) -> Tensor:
        """Return the coarse image, about [0, 1] and not clipped, for hazy images in [0, 1].

        Args:
            hazy: (b, 3, h, w) float32, channels-last; h and w multiples of 16, at least 64.
        """
        x, features = hazy, []
        for block in self._encoder:
            x = block(x if not features else half_size_maximum(x))
            features.append(x)
        x = self._neck(features.pop())
        for level in self._decoder:
            x = level(features.pop(), x)
        return self._final(x.float()).add_(hazy)


class _Block:
    """`MCBlock`: (b, cin, h, w) → (b, cout, h, w). The first one takes the float32 image."""

    def __init__(self, block: MCBlock, place: Placement, first: bool = False):
        self._dtype = place.dtype
        self._conv1 = place.convolution(block.conv1, block.bn1, "relu", exact=first)
        self._conv2 = place.convolution(block.conv2, block.bn2, "relu")
        self._residual = place.convolution(block.residual_conv, exact=first)
        branches = block.attention.inc
        self._branch1 = [place.convolution(branches.branch1[i], None, "leaky_relu") for i in (0, 2)]
        self._branch2 = [place.convolution(branches.branch2[i], None, "leaky_relu") for i in (0, 2)]
        self._branch3 = place.convolution(branches.branch3[1], None, "leaky_relu")
        self._branch4 = place.convolution(branches.branch4[0], None, "leaky_relu")
        self._adjust = place.convolution(block.attention.adjust_channel)
        linears = [block.attention.cam.module[i] for i in (2, 4)]
        self._cam = [(place.tensor(fc.weight, torch.float32), place.tensor(fc.bias, torch.float32)) for fc in linears]

    def __call__(self, x: Tensor) -> Tensor:
        y = self._conv2(self._conv1(x).to(self._dtype))
        branches = [
            self._branch1[1](self._branch1[0](y)),
            self._branch2[1](self._branch2[0](y)),
            self._branch3(maximum_3x3(y)),
            self._branch4(y),
        ]
        mixed = self._adjust(torch.cat(branches, dim=1))
        return self._residual(x).to(self._dtype).addcmul_(mixed, along_rows(self._channel_weights(mixed), mixed))

    def _channel_weights(self, x: Tensor) -> Tensor:
        means = x.mean(dim=(2, 3), dtype=torch.float32)
        for weight, bias in self._cam:
            means = torch.sigmoid_(F.linear(means, weight, bias))
        return means


class _UpLevel:
    """One level of the decoder: `UpBlock`, `EnhancedSkip`, the adjusted encoder feature, `MCBlock`."""

    def __init__(self, network: MCESSUNet, level: int, place: Placement):
        up: UpBlock = network.get_submodule(f"Up{level}")
        self._up = place.convolution(up.up[1], up.up[2], "relu")
        self._skip = _Skip(network.get_submodule(f"eff{6 - level}"), place)
        self._adjust = place.convolution(network.get_submodule(f"adjust_channel{level - 1}"))
        self._block = _Block(network.get_submodule(f"Up_conv{level}"), place)

    def __call__(self, encoded: Tensor, x: Tensor) -> Tensor:
        decoded = self._up(F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True))
        joined, weight = self._skip(encoded, decoded)
        return self._block(self._adjust(encoded).addcmul_(joined, weight))


class _Skip:
    """`EnhancedSkip` without its last product: returns (b, 2c, h, w) and the map (b, 1, h, w) that weighs it."""

    def __init__(self, skip: EnhancedSkip, place: Placement):
        self._gate = _Gate(skip.EAG, place)
        self._channels = place.tensor(skip.ECA.conv.weight, torch.float32)
        self._squeeze = _Squeeze(skip.SE, place)
        self._pixels = place.convolution(skip.SA.conv, None, "sigmoid")

    def __call__(self, encoded: Tensor, decoded: Tensor) -> Tuple[Tensor, Tensor]:
        y = torch.cat([self._gate(encoded, decoded), encoded], dim=1)
        means = y.mean(dim=(2, 3), dtype=torch.float32)
        padding = self._channels.shape[-1] // 2
        weights = torch.sigmoid_(F.conv1d(means[:, None, :], self._channels, padding=padding))[:, 0]
        y = self._squeeze(y.mul_(along_rows(weights, y)), means * weights)
        return y, self._pixels(_mean_and_maximum(y))


class _Gate:
    """`AttentionGate`: gate and input (b, c, h, w) → input·(1 + ψ)."""

    def __init__(self, gate: AttentionGate, place: Placement):
        def dense(grouped: nn.Sequential) -> Convolution:
            weight, bias = folded(grouped[0], grouped[1])
            return place.pointwise(dense_weight(weight[:, :, 0, 0], grouped[0].groups), bias, "relu")

        self._gate, self._input = dense(gate.grouped_conv_g), dense(gate.grouped_conv_x)
        weight, bias = folded(gate.psi[0], gate.psi[1])
        copies = weight.shape[1] if weight.shape[1] <= _NARROW else 1
        self._psi = place.pointwise(weight[:, :, 0, 0].repeat(copies, 1), bias.repeat(copies), "sigmoid")

    def __call__(self, gate: Tensor, x: Tensor) -> Tensor:
        return torch.addcmul(x, x, self._psi(self._input(x).add_(self._gate(gate))))


class _Squeeze:
    """`ConcurrentSqueezeExcitation` on x (b, c, h, w) with the means of its channels (b, c) at hand."""

    def __init__(self, squeeze: ConcurrentSqueezeExcitation, place: Placement):
        self._channel = [_matrix(conv, place) for conv in (squeeze.cSE.conv1, squeeze.cSE.conv2)]
        self._pixel1 = place.convolution(squeeze.sSE.conv1, None, "relu")
        self._pixel2 = place.convolution(squeeze.sSE.conv2, None, "sigmoid")
        self._by_channel, self._by_pixel = (self._residual(squeeze, half, place) for half in (squeeze.cSE, squeeze.sSE))

    @staticmethod
    def _residual(squeeze: ConcurrentSqueezeExcitation, half: SqueezeExcitation, place: Placement) -> Convolution:
        both = half.residual.weight.detach() + squeeze.residual.weight.detach()
        return place.pointwise(both[:, :, 0, 0])

    def __call__(self, x: Tensor, means: Tensor) -> Tensor:
        score = means
        for matrix in self._channel:
            score = F.relu_(F.linear(score, matrix))
        scaled = self._by_channel(x).addcmul_(x, score[:, :, None, None].to(x.dtype))
        mapped = self._by_pixel(x).addcmul_(x, self._pixel2(self._pixel1(x)))
        return torch.maximum(scaled, mapped, out=scaled)


class _Neck:
    """`Neck`: (b, c, h, w) → same. At 1/16 of the size it costs nothing, so it stays float32."""

    def __init__(self, neck: Neck, place: Placement):
        layers = neck.shallow
        self._dtype = place.dtype
        self._padding = layers[0].padding[0]
        self._shallow = [place.convolution(layers[i], layers[i + 1], "relu", exact=True) for i in (0, 3)]
        self._airlight = [_matrix(neck.MLP_A[i], place) for i in (1, 3)]
        self._transmission = [_matrix(neck.MLP_T[i], place) for i in (1, 3)]

    def __call__(self, x: Tensor) -> Tensor:
        x = middle = x.float()
        for conv in self._shallow:
            middle = conv(F.pad(middle, [self._padding] * 4, mode="reflect"))
        t = a = middle.mean(dim=(2, 3))
        for matrix in self._transmission:
            t = F.relu_(F.linear(t, matrix))
        for matrix in self._airlight:
            a = F.relu_(F.linear(a, matrix))
        offset = (a * (1 - t))[:, :, None, None]
        return torch.addcmul(offset, x, t[:, :, None, None]).to(self._dtype)


def dense_weight(grouped: Tensor, groups: int) -> Tensor:
    """Return the (cout, cin) matrix of a grouped 1×1 convolution with weights (cout, cin/groups)."""
    return torch.block_diag(*grouped.chunk(groups))


def maximum_3x3(x: Tensor) -> Tensor:
    """Max pool of 3×3 at stride 1 with padding 1: (b, c, h, w) → same."""
    return _maximum_of_three(_maximum_of_three(x, dim=3), dim=2)


def half_size_maximum(x: Tensor) -> Tensor:
    """Max pool of 2×2: (b, c, h, w) → (b, c, h/2, w/2)."""
    rows = torch.maximum(x[:, :, 0::2], x[:, :, 1::2])
    return torch.maximum(rows[..., 0::2], rows[..., 1::2])


def _maximum_of_three(x: Tensor, dim: int) -> Tensor:
    """Maximum of each pixel and its two neighbours along `dim`; there is one at either end."""
    size = x.shape[dim] - 1
    y = x.clone()
    for here, there in ((1, 0), (0, 1)):
        part = y.narrow(dim, here, size)
        torch.maximum(part, x.narrow(dim, there, size), out=part)
    return y


def _mean_and_maximum(x: Tensor) -> Tensor:
    """Mean and maximum over channels: (b, c, h, w) → (b, 2, h, w). float32 reduces faster than bfloat16."""
    wide = x.float()
    pooled = torch.cat([wide.mean(dim=1, keepdim=True), wide.amax(dim=1, keepdim=True)], dim=1)
    return pooled.to(x.dtype).contiguous(memory_format=torch.channels_last)


def _matrix(conv: nn.Conv2d, place: Placement) -> Tensor:
    """Return a 1×1 convolution's weights as a float32 matrix, for means of a single pixel."""
    return place.tensor(conv.weight[:, :, 0, 0], torch.float32)
