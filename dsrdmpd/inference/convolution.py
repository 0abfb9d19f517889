"""Convolutions made ready once for inference: norms folded in, weights packed for the CPU, activations fused."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_PACKING = ("_convolution_pointwise", "_reorder_convolution_weight")  # not public in torch: another one may lack them
_SLOPES = {"leaky_relu": [0.01]}  # arguments of an activation, as oneDNN takes them


@dataclass(frozen=True)
class Placement:
    """Where an inference form runs and in which numbers.

    Attributes:
        device: of weights and images.
        dtype: of weights and feature maps; what touches the image's own values stays float32 whatever this is.
    """

    device: torch.device
    dtype: torch.dtype

    @property
    def packs(self) -> bool:
        """Whether oneDNN's packed weights and fused activations are to be had here."""
        here = self.device.type == "cpu" and platform.machine().lower() in ("x86_64", "amd64")
        return here and torch.backends.mkldnn.is_available() and all(hasattr(torch.ops.mkldnn, op) for op in _PACKING)

    def convolution(
        self, conv: nn.Conv2d, norm: Optional[nn.BatchNorm2d] = None, activation: str = "none", exact: bool = False
    ) -> Convolution:
        """Return `conv`, then `norm`, then `activation` as one operation; in float32 if `exact`."""
        weight, bias = folded(conv, norm)
        return Convolution(
            self._in_float32() if exact else self,
            weight,
            bias,
            activation,
            padding=(int(conv.padding[0]), int(conv.padding[1])) if conv.padding_mode == "zeros" else (0, 0),
            stride=conv.stride[0],
            dilation=conv.dilation[0],
            groups=conv.groups,
        )

    def pointwise(self, weight: Tensor, bias: Optional[Tensor] = None, activation: str = "none") -> Convolution:
        """Return the 1×1 convolution with these weights, (cout, cin)."""
        return Convolution(self, weight[:, :, None, None], bias, activation)

    def tensor(self, value: Tensor, dtype: Optional[torch.dtype] = None) -> Tensor:
        """Return `value` moved here."""
        return value.detach().to(self.device, dtype or self.dtype)

    def _in_float32(self) -> Placement:
        return Placement(self.device, torch.float32)


class Convolution:
    """Convolution, bias and activation in one call: (b, cin, h, w) channels-last → (b, cout, h', w') channels-last.

    Args:
        place: where it runs. weight: (cout, cin/groups, k, k). bias: (cout,) or None.
        activation: ``none``, ``relu``, ``leaky_relu`` (slope 0.01) or ``sigmoid``.
    """

    def __init__(
        self,
        place: Placement,
        weight: Tensor,
        bias: Optional[Tensor],
        activation: str = "none",
        *,
        padding: Tuple[int, int] = (0, 0),
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ):
        self._activation, self._packs = activation, place.packs
        self._geometry: Sequence[List[int]] = (list(padding), [stride, stride], [dilation, dilation])
        self._groups = groups
        self._weight = place.tensor(weight).contiguous(memory_format=torch.channels_last)
        self._bias = None if bias is None else place.tensor(bias)
        self._packed = torch.Size(), self._weight  # the shape that they are packed for, and the weights

    def __call__(self, x: Tensor) -> Tensor:
        if self._packs:
            return torch.ops.mkldnn._convolution_pointwise(
                x,
                self._weight_for(x.shape),
                self._bias,
                *self._geometry,
                self._groups,
                self._activation,
                _SLOPES.get(self._activation, []),
                "",
            )
        padding, stride, dilation = self._geometry
        y = F.conv2d(x, self._weight, self._bias, stride, padding, dilation, self._groups)
        if self._activation == "none":
            return y
        return torch.sigmoid_(y) if self._activation == "sigmoid" else F.leaky_relu_(y, *self._slope)

    def _weight_for(self, shape: torch.Size) -> Tensor:
        """Return the weights as oneDNN wants them for images of this shape; tiles have one shape, so it is done once.

        Packed for another shape they give the same numbers, but may be packed again in every call, which can take
        twenty times as long as the convolution.
        """
        packed_for, weight = self._packed
        if shape != packed_for:
            pack = torch.ops.mkldnn._reorder_convolution_weight
            weight = pack(self._weight, *self._geometry, self._groups, list(shape))
            self._packed = shape, weight  # one assignment: other threads may be computing
        return weight

    @property
    def _slope(self) -> Tuple[float]:
        return (0.01,) if self._activation == "leaky_relu" else (0.0,)


class UpsampledConvolution:
    """Nearest ×2 and the 3×3 convolution after it, as one transposed convolution: (b, cin, h, w) → (b, cout, 2h, 2w).

    An output pixel's three rows of the enlarged image are two rows of the small one, one of them seen twice; so its
    nine taps are four sums of taps. Those 2×2 kernels, one for each parity of row and column, are the sixteen taps of
    a 4×4 kernel at stride 2.

    Args:
        place: where it runs. conv: the 3×3 convolution with padding 1.
    """

    def __init__(self, place: Placement, conv: nn.Conv2d):
        self._weight = place.tensor(_doubling_kernel(conv.weight.detach())).contiguous(
            memory_format=torch.channels_last
        )
        self._bias = None if conv.bias is None else place.tensor(conv.bias)

    def __call__(self, x: Tensor) -> Tensor:
        return F.conv_transpose2d(x, self._weight, self._bias, stride=2, padding=1)


def along_rows(per_channel: Tensor, like: Tensor) -> Tensor:
    """Return a value per channel, (b, c), as it stands along one row of channels-last images: (b, c, 1, w).

    Broadcast like this, an operation runs through whole rows of memory. Given (b, c, 1, 1), torch starts anew at every
    pixel, which takes ten times as long where there are 16 channels.
    """
    b, c, _, width = like.shape
    row = per_channel.to(like.dtype)[:, :, None, None].expand(b, c, 1, width)
    return row.contiguous(memory_format=torch.channels_last)


def folded(conv: nn.Conv2d, norm: Optional[nn.BatchNorm2d]) -> Tuple[Tensor, Optional[Tensor]]:
    """Return weight and bias of `conv` followed by `norm` as it stands in evaluation; both float32.

    γ·(w∗x + b − μ)/√(σ² + ε) + β is a convolution too, with the weights w·γ/√(σ² + ε).
    """
    weight = conv.weight.detach().float()
    bias = None if conv.bias is None else conv.bias.detach().float()
    if norm is None:
        return weight, bias
    assert norm.running_mean is not None and norm.running_var is not None  # every norm of these networks keeps them
    gain = (norm.weight.double() * torch.rsqrt(norm.running_var.double() + norm.eps)).detach()
    shift = norm.bias.detach().double() - norm.running_mean.double() * gain
    if bias is not None:
        shift = shift + bias.double() * gain
    return (weight.double() * gain[:, None, None, None]).float(), shift.float()


def _doubling_kernel(weight: Tensor) -> Tensor:
    """Return the (cin, cout, 4, 4) kernel that does at stride 2 what (cout, cin, 3, 3) does on doubled pixels.

    Row i of the small image gives to rows 2i − 1 … 2i + 2 of the large one. Each of them sees it through those taps of
    the 3×3 kernel that lie on rows 2i and 2i + 1: the last, the last two, the first two, the first.
    """
    first, middle, last = torch.tensor([1.0, 0, 0]), torch.tensor([0, 1.0, 0]), torch.tensor([0, 0, 1.0])
    share = torch.stack([last, middle + last, first + middle, first]).to(weight.device)
    return torch.einsum("oiyx,ay,bx->ioab", weight.float(), share, share)
