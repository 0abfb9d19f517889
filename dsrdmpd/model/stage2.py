"""Stage 2, the residual diffusion U-Net with the perceptual decoder (Zhou et al. 2025; diffusion after RDDM)."""

from __future__ import annotations

from typing import List, Tuple

import torch
from torch import Tensor, nn

from ..model_files import Stage2Config
from .layers import FullAttention, LinearAttention, PreNorm, Residual, ResidualBlock, SinusoidalEmbedding


class ResidualDiffusionUNet(nn.Module):
    """Predicts the residual (coarse − clear) in [−1, 1] units from x_t, the coarse and the hazy image.

    The perceptual decoder has no skip connections: it must draw the residual from the bottleneck alone. With
    `config.skips` there is a decoder with them in its place, built like the one in the released checkpoints, where it
    takes no part in training or sampling. Attribute names are those of the released state dict.
    """

    def __init__(self, config: Stage2Config):
        super().__init__()
        self.config = config
        d = config.width
        self.embedding_channels = 4 * d
        widths = [(d, d), (d, 2 * d), (2 * d, 4 * d), (4 * d, 8 * d)]
        deepest = 8 * d

        self.init_conv = nn.Conv2d(9, d, 7, padding=3)
        self.time_mlp = nn.Sequential(SinusoidalEmbedding(d), nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, 4 * d))
        self.downs = nn.ModuleList(
            self._level(cin, nn.Conv2d(cin, cout, 3, padding=1) if last else nn.Conv2d(cin, cout, 4, 2, 1))
            for (cin, cout), last in zip(widths, (False, False, False, True))
        )
        self.mid_block1 = self._block(deepest)
        self.mid_attn = Residual(PreNorm(deepest, FullAttention(deepest, config.heads, config.head_channels)))
        self.mid_block2 = self._block(deepest)
        levels = nn.ModuleList(
            self._level(
                cout,
                nn.Conv2d(cout, cin, 3, padding=1) if last else self._upsample(cout, cin),
                skip_channels=cin if config.skips else 0,
            )
            for (cin, cout), last in zip(reversed(widths), (False, False, False, True))
        )
        if config.skips:
            self.ups = levels
            self.final_res_block_2 = self._block(d, skip_channels=d)
            self.final_conv_2 = nn.Conv2d(d, 3, 1)
        else:
            self.ups_no_skip = levels
            self.final_res_block_1 = self._block(d)
            self.final_conv_1 = nn.Conv2d(d, 3, 1)

    @property
    def decoder(self) -> Tuple[nn.ModuleList, ResidualBlock, nn.Conv2d]:
        """The decoder that there is: its levels, its last residual block, and the convolution to the residual."""
        if self.config.skips:
            return self.ups, self.final_res_block_2, self.final_conv_2
        return self.ups_no_skip, self.final_res_block_1, self.final_conv_1

    def forward(self, noisy: Tensor, coarse: Tensor, hazy: Tensor, timestep: Tensor) -> Tensor:
        """Return the predicted residual (b, 3, h, w).

        Args:
            noisy: x_t, (b, 3, h, w) in [−1, 1] units (noise may exceed them).
            coarse: stage 1's output, same shape and units. hazy: the input, same shape and units.
            timestep: (b,) integers, 0 to T − 1.
        """
        x = self.init_conv(torch.cat([noisy, coarse, hazy], dim=1))
        embedding = self.time_mlp(timestep)
        skips: List[Tensor] = [x]
        for block1, block2, attention, resample in self.downs:
            x = block1(x, embedding)
            skips.append(x)
            x = attention(block2(x, embedding))
            skips.append(x)
            x = resample(x)
        x = self.mid_block1(x, embedding)
        x = self.mid_block2(self.mid_attn(x), embedding)
        levels, last_block, last_conv = self.decoder
        for block1, block2, attention, resample in levels:
            x = block1(self._joined(x, skips), embedding)
            x = block2(self._joined(x, skips), embedding)
            x = resample(attention(x))
        return last_conv(last_block(self._joined(x, skips), embedding))

    def _joined(self, x: Tensor, skips: List[Tensor]) -> Tensor:
        """Return `x` with the next skip beside it, taken off `skips`; without skip connections `x` itself."""
        return torch.cat([x, skips.pop()], dim=1) if self.config.skips else x

    def _block(self, channels: int, skip_channels: int = 0) -> ResidualBlock:
        return ResidualBlock(channels + skip_channels, channels, self.embedding_channels)

    def _level(self, channels: int, resample: nn.Module, skip_channels: int = 0) -> nn.ModuleList:
        attention = LinearAttention(channels, self.config.heads, self.config.head_channels)
        blocks = [self._block(channels, skip_channels) for _ in range(2)]
        return nn.ModuleList([*blocks, Residual(PreNorm(channels, attention)), resample])

    @staticmethod
    def _upsample(cin: int, cout: int) -> nn.Sequential:
        return nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(cin, cout, 3, padding=1))
