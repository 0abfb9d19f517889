"""Stage 2 in its inference form: the numbers of `model.stage2.ResidualDiffusionUNet` with less work.

| rewriting | why it is exact |
|---|---|
| kernels are standardised once | they depend on weights alone |
| the time embedding becomes gain and shift of a group norm, once per timestep | (γx̂ + β)(1 + scale) + shift = γ'x̂ + β', and all images of a batch share t |
| the first convolution's part on coarse and hazy is done once for all steps | a convolution is a sum over its input channels |
| nearest ×2 and the 3×3 convolution after it become one transposed convolution | see `convolution.UpsampledConvolution` |
| the layer norm's gain before attention goes into the query, key and value weights | both are linear, channel by channel |
| the query's softmax takes exponentials without looking for a maximum | its weights are centred per head, which no softmax sees, so the largest logit is at least 0 and no sum vanishes; logits are capped at 70, where the next one counts nothing |
| context and output projection of linear attention become one matrix per image | W(Cᵀq) = (WCᵀ)q, so that pixels are multiplied once |
| the projection's bias is part of that matrix | the softmaxed query of each head sums to 1, so each of its rows may carry b / heads |

The first convolution, the last one and the residual stay float32 in any placement, as do the statistics of norms and of
the softmax over pixels.
"""  # noqa: E501

from __future__ import annotations

from typing import Dict, Iterator, List, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..model.layers import FullAttention, LinearAttention, NormalizedBlock, Residual, ResidualBlock
from ..model.stage2 import ResidualDiffusionUNet
from .convolution import Convolution, Placement, UpsampledConvolution, along_rows

_EPSILON = 1e-5  # of layer norms
_NARROW = 32  # channels up to which a layer norm is faster as convolutions
_FEW_PIXELS = 32 * 32  # of the bottleneck of a tile of 256 pixels
_LARGEST_LOGIT = 70.0  # float32 and bfloat16 hold exp(88), and the exponentials of a head are summed

Affine = Tuple[Tensor, Tensor]  # gain and shift of a group norm, (c,) each


class FastStage2:
    """Stage 2 ready to run.

    Args:
        network: in evaluation mode. place: where the form runs.
    """

    def __init__(self, network: ResidualDiffusionUNet, place: Placement):
        self._place = place
        self._init_noisy, self._init_condition = _split_inputs(network.init_conv, 3, place)
        self._embed = _TimeAffines(network, place)
        heads = network.config.heads
        self._down = [_Level(level, heads, place) for level in network.downs]
        self._middle1 = _ResidualBlock(network.mid_block1, place)
        self._attention = _FullAttention(network.mid_attn, place)
        self._middle2 = _ResidualBlock(network.mid_block2, place)
        levels, last_block, last_conv = network.decoder
        self._up = [_Level(level, heads, place) for level in levels]
        self._final_block = _ResidualBlock(last_block, place)
        self._final = place.convolution(last_conv, exact=True)
        self._has_skips = network.config.skips

    def condition(self, coarse: Tensor, hazy: Tensor) -> Tensor:
        """Return what coarse and hazy, (b, 3, h, w) float32 in [−1, 1] units, add to every step: (b, d, h, w)."""
        return self._init_condition(_channels_last(torch.cat([coarse, hazy], dim=1)))

    def __call__(self, noisy: Tensor, condition: Tensor, timestep: int) -> Tensor:
        """Return the predicted residual (b, 3, h, w) float32 for x_t (b, 3, h, w) float32 at `timestep`."""
        affines = self._embed.at(timestep)
        x = self._init_noisy(_channels_last(noisy)).add_(condition).to(self._place.dtype)
        skips = _Skips([x] if self._has_skips else None)
        for level in self._down:
            x = level.down(x, affines, skips)
        x = self._middle1(x, next(affines))
        x = self._middle2(self._attention(x), next(affines))
        for level in self._up:
            x = level.up(x, affines, skips)
        return self._final(self._final_block(skips.joined(x), next(affines)).float())


class _TimeAffines:
    """The time embedding as what it does: gain and shift of the first group norm of every residual block, in order."""

    def __init__(self, network: ResidualDiffusionUNet, place: Placement):
        self._place = place
        self._embedding = network.time_mlp
        self._blocks = [(block.mlp, block.block1.norm) for block in _residual_blocks(network)]
        self._known: Dict[int, List[Affine]] = {}

    @torch.no_grad()
    def at(self, timestep: int) -> Iterator[Affine]:
        """Yield them in the order in which the blocks run; a timestep is computed once."""
        if timestep not in self._known:
            embedding = self._embedding(torch.tensor([timestep]))
            self._known[timestep] = [self._affine(mlp(embedding), norm) for mlp, norm in self._blocks]
        return iter(self._known[timestep])

    def _affine(self, modulation: Tensor, norm: nn.GroupNorm) -> Affine:
        scale, shift = modulation[0].chunk(2)
        gain, offset = norm.weight * (scale + 1), norm.bias * (scale + 1) + shift
        return self._place.tensor(gain, torch.float32), self._place.tensor(offset, torch.float32)


class _Level:
    """One level of either half: two residual blocks, linear attention, another size."""

    def __init__(self, level: nn.ModuleList, heads: int, place: Placement):
        block1, block2, attention, resample = level
        self._blocks = [_ResidualBlock(block, place) for block in (block1, block2)]
        self._attention = _LinearAttention(attention, place)
        if isinstance(resample, nn.Sequential):
            self._resample = UpsampledConvolution(place, resample[1])
        else:
            self._resample = place.convolution(resample)

    def down(self, x: Tensor, affines: Iterator[Affine], skips: _Skips) -> Tensor:
        block1, block2 = self._blocks
        x = skips.keep(block1(x, next(affines)))
        return self._resample(skips.keep(self._attention(block2(x, next(affines)))))

    def up(self, x: Tensor, affines: Iterator[Affine], skips: _Skips) -> Tensor:
        for block in self._blocks:
            x = block(skips.joined(x), next(affines))
        return self._resample(self._attention(x))


class _Skips:
    """What the encoder keeps for a decoder with skip connections; None, and nothing is kept, for one without."""

    def __init__(self, kept: Optional[List[Tensor]]):
        self._kept = kept

    def keep(self, x: Tensor) -> Tensor:
        """Return `x`, kept."""
        if self._kept is not None:
            self._kept.append(x)
        return x

    def joined(self, x: Tensor) -> Tensor:
        """Return `x` with what was kept last beside it, which is given up."""
        return x if self._kept is None else _channels_last(torch.cat([x, self._kept.pop()], dim=1))


class _ResidualBlock:
    """`ResidualBlock`: (b, cin, h, w) → (b, cout, h, w)."""

    def __init__(self, block: ResidualBlock, place: Placement):
        self._conv1, self._conv2 = (_standardized(part, place) for part in (block.block1, block.block2))
        self._groups = block.block2.norm.num_groups
        norm = block.block2.norm
        self._affine2 = place.tensor(norm.weight, torch.float32), place.tensor(norm.bias, torch.float32)
        self._shortcut = None if isinstance(block.res_conv, nn.Identity) else place.convolution(block.res_conv)

    def __call__(self, x: Tensor, affine1: Affine) -> Tensor:
        y = F.silu(F.group_norm(self._conv1(x), self._groups, *affine1), inplace=True)
        y = F.silu(F.group_norm(self._conv2(y), self._groups, *self._affine2), inplace=True)
        return y.add_(self._shortcut(x) if self._shortcut else x)


class _LinearAttention:
    """`Residual(PreNorm(LinearAttention))`: (b, c, h, w) → same."""

    def __init__(self, residual: Residual, place: Placement):
        attention: LinearAttention = residual.fn.fn
        self._place = place
        self._heads, self._head_channels = attention.heads, attention.head_channels
        q, k, v = _scaled_inputs(attention.to_qkv, residual.fn.norm.g).chunk(3)
        per_head = q.unflatten(0, (self._heads, self._head_channels))
        q = (per_head - per_head.mean(dim=1, keepdim=True)).flatten(0, 1)
        self._query, self._key, self._value = (place.pointwise(weight) for weight in (q, k, v))
        self._sum_of_head = place.tensor(torch.block_diag(*[torch.ones([self._head_channels] * 2)] * self._heads))
        projection, norm = attention.to_out
        per_head = projection.weight[:, :, 0, 0].t().unflatten(0, (self._heads, self._head_channels))
        self._projection = place.tensor(per_head, torch.float32)  # (n, c, cout)
        self._bias = place.tensor(projection.bias, torch.float32)
        self._gain = place.tensor(norm.g.flatten(), torch.float32)
        self._norm = _ChannelNorm(len(self._gain), place)

    def __call__(self, x: Tensor) -> Tensor:
        normed = self._norm(x)
        matrix = self._matrix(_rows(self._key(normed)), _rows(self._value(normed)))
        query = _rows(self._query(normed)).clamp_(max=_LARGEST_LOGIT).exp_()
        query.div_(query @ self._sum_of_head)
        out = self._norm(_images(query @ matrix, x))
        return torch.addcmul(x, out, along_rows(self._gain.expand(len(x), -1), x))

    def _matrix(self, key: Tensor, value: Tensor) -> Tensor:
        """Return what takes softmaxed queries to the projected output, (b, n·c, cout), from key and value."""
        key = (key - _largest(key)).exp_()
        total = key.sum(dim=1).float()
        scale = self._head_channels**-0.5 / key.shape[1] / total  # of the query, of v, and of the softmax
        heads = zip(key.split(self._head_channels, dim=2), value.split(self._head_channels, dim=2))
        context = torch.cat([_products(k, v).float() for k, v in heads], dim=1)  # (b, n·c, c)
        per_head = (context * scale[..., None]).unflatten(1, (self._heads, self._head_channels))
        matrix = (per_head @ self._projection).flatten(1, 2)
        return (matrix + self._bias / self._heads).to(self._place.dtype)


class _ChannelNorm:
    """Layer norm over channels without gain: (b, c, h, w) → same.

    Where channels are few, torch's own is slow: two small convolutions centre the channels and average their squares.
    """

    def __init__(self, channels: int, place: Placement):
        mean = torch.full((channels, channels), 1 / channels)
        self._centre = place.pointwise(torch.eye(channels) - mean)
        self._average = place.pointwise(mean, torch.full((channels,), _EPSILON))
        self._narrow = channels <= _NARROW

    def __call__(self, x: Tensor) -> Tensor:
        if not self._narrow:
            return _images(F.layer_norm(_rows(x), x.shape[1:2], eps=_EPSILON), x)
        centred = self._centre(x)
        return centred.mul_(self._average(centred * centred).rsqrt_())


class _FullAttention:
    """`Residual(PreNorm(FullAttention))`: (b, c, h, w) → same."""

    def __init__(self, residual: Residual, place: Placement):
        attention: FullAttention = residual.fn.fn
        self._heads = attention.heads
        self._norm = _ChannelNorm(residual.fn.norm.g.numel(), place)
        self._qkv = place.pointwise(_scaled_inputs(attention.to_qkv, residual.fn.norm.g))
        self._out = place.convolution(attention.to_out)

    def __call__(self, x: Tensor) -> Tensor:
        qkv = _rows(self._qkv(self._norm(x)))
        q, k, v = qkv.unflatten(2, (3, self._heads, -1)).permute(2, 0, 3, 1, 4)
        out = _attend(q, k, v).transpose(1, 2).flatten(2)
        return self._out(_images(out, x)).add_(x)


def _residual_blocks(network: ResidualDiffusionUNet) -> Iterator[ResidualBlock]:
    """Yield the residual blocks in the order in which they run."""
    for level in network.downs:
        yield from level[:2]
    yield from (network.mid_block1, network.mid_block2)
    levels, last_block, _ = network.decoder
    for level in levels:
        yield from level[:2]
    yield last_block


def _split_inputs(conv: nn.Conv2d, first: int, place: Placement) -> Tuple[Convolution, Convolution]:
    """Return `conv` as two, in float32, whose sum it is: on the first few input channels and on the others."""
    exact, padding = Placement(place.device, torch.float32), (conv.padding[0], conv.padding[1])
    weight = conv.weight.detach()
    return (
        Convolution(exact, weight[:, :first], None, padding=padding),
        Convolution(exact, weight[:, first:], conv.bias, padding=padding),
    )


def _standardized(block: NormalizedBlock, place: Placement) -> Convolution:
    return Convolution(place, block.proj.standardized_weight().detach(), block.proj.bias, padding=(1, 1))


def _scaled_inputs(conv: nn.Conv2d, gain: Tensor) -> Tensor:
    """Return a 1×1 convolution's weights (cout, cin) with the gain (1, cin, 1, 1) of the norm before it."""
    return (conv.weight[:, :, 0, 0] * gain.flatten()).detach()


def _largest(rows: Tensor) -> Tensor:
    """Return the maximum over pixels, (b, p, c) → (b, 1, c); halving keeps memory in order, which amax does not."""
    while rows.shape[1] % 2 == 0:
        first, second = rows.chunk(2, dim=1)
        rows = torch.maximum(first, second)
    return rows.amax(dim=1, keepdim=True)


def _attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Return softmax(q·kᵀ/√c)·v, each (b, n, p, c); the fused kernel saves memory, but no time at a tile's size."""
    if q.is_cuda or q.shape[2] > _FEW_PIXELS:
        return F.scaled_dot_product_attention(q, k, v)
    return (q @ k.mul(q.shape[-1] ** -0.5).transpose(-1, -2)).softmax(dim=-1) @ v


def _products(key: Tensor, value: Tensor) -> Tensor:
    """Return keyᵀ·value, (b, p, k) and (b, p, v) → (b, k, v)."""
    if len(key) == 1:  # oneDNN multiplies two matrices several times faster than a batch of one
        return (key[0].t() @ value[0])[None]
    return key.transpose(1, 2) @ value


def _rows(x: Tensor) -> Tensor:
    """View channels-last images (b, c, h, w) as (b, h·w, c)."""
    return x.permute(0, 2, 3, 1).flatten(1, 2)


def _images(rows: Tensor, like: Tensor) -> Tensor:
    """View (b, h·w, c) as channels-last images of the height and width of `like`."""
    return rows.unflatten(1, like.shape[-2:]).permute(0, 3, 1, 2)


def _channels_last(x: Tensor) -> Tensor:
    return x.contiguous(memory_format=torch.channels_last)
