"""Building blocks of both networks. Shapes are (b, c, h, w); attribute names are those of the released weights."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

# --- Stage 1: multi-scale channel attention and the enhanced skip connection ------------------------------------------


Network = TypeVar("Network", bound=nn.Module)


def channels_last(network: Network, device: torch.device) -> Network:
    """Move a network to `device`, its weights in the order of memory in which convolutions are fastest."""
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks this form
    return network


class ChannelAttention(nn.Module):
    """Multiplies each channel by a weight found from the channels' means (`cam`): (b, c, h, w) → same."""

    def __init__(self, channels: int):
        super().__init__()
        hidden = channels // 4
        self.module = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(channels, hidden),
            nn.Sigmoid(),
            nn.Linear(hidden, channels),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x * rearrange(self.module(x), "b c -> b c 1 1")


class Inception(nn.Module):
    """Four branches of different reach on one input, c/4 channels each, concatenated: (b, c, h, w) → same."""

    def __init__(self, channels: int):
        super().__init__()
        part = channels // 4
        self.branch1 = nn.Sequential(
            nn.Conv2d(channels, part, 1), nn.LeakyReLU(0.01), nn.Conv2d(part, part, 3, padding=1), nn.LeakyReLU(0.01)
        )
        self.branch2 = nn.Sequential(
            nn.Conv2d(channels, part, 1), nn.LeakyReLU(0.01), nn.Conv2d(part, part, 5, padding=2), nn.LeakyReLU(0.01)
        )
        self.branch3 = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(channels, part, 1), nn.LeakyReLU(0.01))
        self.branch4 = nn.Sequential(nn.Conv2d(channels, part, 1), nn.LeakyReLU(0.01))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)


class MultiScaleChannelAttention(nn.Module):
    """Inception branches, a 1×1 mix, then channel attention: (b, c, h, w) → same."""

    def __init__(self, channels: int):
        super().__init__()
        self.inc = Inception(channels)
        self.adjust_channel = nn.Conv2d(channels, channels, 1)
        self.cam = ChannelAttention(channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.cam(self.adjust_channel(self.inc(x)))


class MCBlock(nn.Module):
    """Multi-scale convolution block of the encoder and decoder: (b, cin, h, w) → (b, cout, h, w)."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(cout)
        self.attention = MultiScaleChannelAttention(cout)
        self.residual_conv = nn.Conv2d(cin, cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return self.attention(y) + self.residual_conv(x)


class UpBlock(nn.Module):
    """Doubles height and width: (b, cin, h, w) → (b, cout, 2h, 2w)."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.up = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
            nn.Conv2d(cin, cout, 3, padding=1),
            nn.BatchNorm2d(cout),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.up(x)


class AttentionGate(nn.Module):
    """Grouped attention gate (`EAG`): lets the gate (b, c, h, w) choose where the input (b, c, h, w) counts double."""

    def __init__(self, channels: int):
        super().__init__()
        groups = math.gcd(32, channels)  # 32 as published; narrow networks need a divisor of their width

        def grouped() -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(channels, channels, 1, groups=groups), nn.BatchNorm2d(channels), nn.ReLU())

        self.grouped_conv_g = grouped()
        self.grouped_conv_x = grouped()
        self.psi = nn.Sequential(nn.Conv2d(channels, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid())

    def forward(self, gate: Tensor, x: Tensor) -> Tensor:
        psi = self.psi(F.relu(self.grouped_conv_x(x) + self.grouped_conv_g(gate)))
        return x * psi + x


class EfficientChannelAttention(nn.Module):
    """A weight per channel from a short convolution over the channel axis (`ECA`): (b, c, h, w) → (b, c, 1, 1)."""

    def __init__(self, channels: int):
        super().__init__()
        kernel = int((math.log2(channels) + 1) / 2)
        kernel += 1 - kernel % 2
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        means = rearrange(x.mean(dim=(2, 3)), "b c -> b 1 c")
        return torch.sigmoid(rearrange(self.conv(means), "b 1 c -> b c 1 1"))


class SqueezeExcitation(nn.Module):
    """One of scSE's two halves: scales its input by one number per image (`spatial` False) or by a map."""

    def __init__(self, channels: int, spatial: bool):
        super().__init__()
        self.spatial = spatial
        self.conv1 = nn.Conv2d(channels, channels // 2, 1, bias=False)
        self.conv2 = nn.Conv2d(channels // 2, 1, 1, bias=False)
        self.residual = nn.Conv2d(channels, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        squeezed = x if self.spatial else x.mean(dim=(2, 3), keepdim=True)
        score = self.conv2(F.relu(self.conv1(squeezed)))
        weight = torch.sigmoid(score) if self.spatial else F.relu(score)
        return x * weight + self.residual(x)


class ConcurrentSqueezeExcitation(nn.Module):
    """scSE with residuals (`SE`): the larger of the two halves, pixel by pixel: (b, c, h, w) → same."""

    def __init__(self, channels: int):
        super().__init__()
        self.cSE = SqueezeExcitation(channels, spatial=False)
        self.sSE = SqueezeExcitation(channels, spatial=True)
        self.residual = nn.Conv2d(channels, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        # max(a + r, b + r) = max(a, b) + r
        return torch.maximum(self.cSE(x), self.sSE(x)) + self.residual(x)


class SpatialAttention(nn.Module):
    """A weight per pixel from the mean and maximum over channels (`SA`): (b, c, h, w) → (b, 1, h, w)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        pooled = torch.cat([x.mean(dim=1, keepdim=True), x.amax(dim=1, keepdim=True)], dim=1)
        return torch.sigmoid(self.conv(pooled))


class EnhancedSkip(nn.Module):
    """ESS: joins an encoder feature and a decoder feature of c channels each into 2c channels."""

    def __init__(self, channels: int):
        super().__init__()
        self.EAG = AttentionGate(channels)
        self.ECA = EfficientChannelAttention(2 * channels)
        self.SE = ConcurrentSqueezeExcitation(2 * channels)
        self.SA = SpatialAttention()

    def forward(self, encoded: Tensor, decoded: Tensor) -> Tensor:
        y = torch.cat([self.EAG(encoded, decoded), encoded], dim=1)
        y = self.SE(y * self.ECA(y))
        return y * self.SA(y)


class Neck(nn.Module):
    """Bottleneck modelled on the haze equation, x·t + a·(1 − t), with t and a found per channel."""

    def __init__(self, channels: int):
        super().__init__()

        def dilated() -> list[nn.Module]:
            conv = nn.Conv2d(channels, channels, 3, padding=3, dilation=2, groups=channels, padding_mode="reflect")
            return [conv, nn.BatchNorm2d(channels), nn.ReLU()]

        def global_mlp() -> nn.Sequential:
            return nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Conv2d(channels, 2 * channels, 1, bias=False),
                nn.ReLU(),
                nn.Conv2d(2 * channels, channels, 1, bias=False),
                nn.ReLU(),
            )

        self.shallow = nn.Sequential(*dilated(), *dilated())
        self.MLP_A = global_mlp()
        self.MLP_T = global_mlp()

    def forward(self, x: Tensor) -> Tensor:
        middle = self.shallow(x)
        t, a = self.MLP_T(middle), self.MLP_A(middle)
        return x * t + a * (1 - t)


# --- Stage 2: residual blocks with time, and attention ----------------------------------------------------------------


class SinusoidalEmbedding(nn.Module):
    """Sines then cosines of integer timesteps at `channels`/2 frequencies from 1 to 1/10000: (b,) → (b, channels)."""

    frequencies: Tensor

    def __init__(self, channels: int):
        super().__init__()
        half = channels // 2
        # On the CPU also where weights are checked on the meta device, whose arange imports torch's compiler: a second.
        frequencies = torch.exp(torch.arange(half, device="cpu") * (-math.log(10000.0) / (half - 1)))
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, timestep: Tensor) -> Tensor:
        angles = timestep[:, None].float() * self.frequencies[None, :]
        return torch.cat([angles.sin(), angles.cos()], dim=-1)


class WeightStandardizedConv2d(nn.Conv2d):
    """3×3 convolution whose kernels are standardised per output channel (Qiao et al., arXiv 1903.10520)."""

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.standardized_weight(), self.bias, self.stride, self.padding)

    def standardized_weight(self) -> Tensor:
        """Return the kernels with zero mean and unit variance over their inputs."""
        mean = self.weight.mean(dim=(1, 2, 3), keepdim=True)
        variance = self.weight.var(dim=(1, 2, 3), keepdim=True, unbiased=False)
        return (self.weight - mean) * torch.rsqrt(variance + 1e-5)


class ChannelLayerNorm(nn.Module):
    """Layer norm over the channels of each pixel, gain only: (b, c, h, w) → same."""

    def __init__(self, channels: int):
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        variance, mean = torch.var_mean(x, dim=1, unbiased=False, keepdim=True)
        return (x - mean) * torch.rsqrt(variance + 1e-5) * self.g


class NormalizedBlock(nn.Module):
    """Standardised convolution, group norm, optional scale and shift, SiLU: (b, cin, h, w) → (b, cout, h, w)."""

    def __init__(self, cin: int, cout: int):
        super().__init__()
        self.proj = WeightStandardizedConv2d(cin, cout, 3, padding=1)
        self.norm = nn.GroupNorm(8, cout)

    def forward(self, x: Tensor, scale: Tensor | None = None, shift: Tensor | None = None) -> Tensor:
        y = self.norm(self.proj(x))
        if scale is not None and shift is not None:
            y = y * (scale + 1) + shift
        return F.silu(y)


class ResidualBlock(nn.Module):
    """Two normalised blocks, the first modulated by the time embedding: (b, cin, h, w), (b, e) → (b, cout, h, w)."""

    def __init__(self, cin: int, cout: int, embedding_channels: int):
        super().__init__()
        self.mlp = nn.Sequential(nn.SiLU(), nn.Linear(embedding_channels, 2 * cout))
        self.block1 = NormalizedBlock(cin, cout)
        self.block2 = NormalizedBlock(cout, cout)
        self.res_conv = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        scale, shift = rearrange(self.mlp(embedding), "b (two c) -> two b c 1 1", two=2)
        return self.block2(self.block1(x, scale, shift)) + self.res_conv(x)


class LinearAttention(nn.Module):
    """Attention linear in the number of pixels (Shen et al., arXiv 1812.01243): (b, c, h, w) → same."""

    def __init__(self, channels: int, heads: int, head_channels: int):
        super().__init__()
        self.heads, self.head_channels = heads, head_channels
        hidden = heads * head_channels
        self.to_qkv = nn.Conv2d(channels, 3 * hidden, 1, bias=False)
        self.to_out = nn.Sequential(nn.Conv2d(hidden, channels, 1), ChannelLayerNorm(channels))

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        q, k, v = rearrange(self.to_qkv(x), "b (three n c) h w -> three b n c (h w)", three=3, n=self.heads)
        q = q.softmax(dim=-2) * self.head_channels**-0.5
        context = k.softmax(dim=-1) @ (v / (height * width)).transpose(-1, -2)
        out = context.transpose(-1, -2) @ q
        return self.to_out(rearrange(out, "b n c (h w) -> b (n c) h w", h=height))


class FullAttention(nn.Module):
    """Softmax attention between all pixels, for the bottleneck: (b, c, h, w) → same."""

    def __init__(self, channels: int, heads: int, head_channels: int):
        super().__init__()
        self.heads = heads
        hidden = heads * head_channels
        self.to_qkv = nn.Conv2d(channels, 3 * hidden, 1, bias=False)
        self.to_out = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = rearrange(self.to_qkv(x), "b (three n c) h w -> three b n (h w) c", three=3, n=self.heads)
        out = F.scaled_dot_product_attention(q, k, v)
        return self.to_out(rearrange(out, "b n (h w) c -> b (n c) h w", h=x.shape[-2]))


class PreNorm(nn.Module):
    """Layer norm before `fn`."""

    def __init__(self, channels: int, fn: nn.Module):
        super().__init__()
        self.fn = fn
        self.norm = ChannelLayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.fn(self.norm(x))


class Residual(nn.Module):
    """Adds the input to what `fn` makes of it."""

    def __init__(self, fn: nn.Module):
        super().__init__()
        self.fn = fn

    def forward(self, x: Tensor) -> Tensor:
        return self.fn(x) + x
