"""Stage 2, the residual diffusion U-Net with the perceptual decoder (Zhou et al. 2025; diffusion after RDDM)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..catalog import Stage2Config
from .layers import FullAttention, LinearAttention, PreNorm, Residual, ResidualBlock, SinusoidalEmbedding


class ResidualDiffusionUNet(nn.Module):
    """Predicts the residual (coarse − clear) in [−1, 1] units from x_t, the coarse and the hazy image.

    The perceptual decoder has no skip connections: it must draw the residual from the bottleneck alone. The skip
    decoder of the released checkpoints takes no part in training or sampling, so it does not exist here. Attribute
    names are those of the released state dict.
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
        self.ups_no_skip = nn.ModuleList(
            self._level(cout, nn.Conv2d(cout, cin, 3, padding=1) if last else self._upsample(cout, cin))
            for (cin, cout), last in zip(reversed(widths), (False, False, False, True))
        )
        self.final_res_block_1 = self._block(d)
        self.final_conv_1 = nn.Conv2d(d, 3, 1)

    def forward(self, noisy: Tensor, coarse: Tensor, hazy: Tensor, timestep: Tensor) -> Tensor:
        """Return the predicted residual (b, 3, h, w).

        Args:
            noisy: x_t, (b, 3, h, w) in [−1, 1] units (noise may exceed them).
            coarse: stage 1's output, same shape and units. hazy: the input, same shape and units.
            timestep: (b,) integers, 0 to T − 1.
        """
        x = self.init_conv(torch.cat([noisy, coarse, hazy], dim=1))
        embedding = self.time_mlp(timestep)
        for level in (*self.downs, None, *self.ups_no_skip):
            if level is None:  # the bottleneck stands between the two halves
                x = self.mid_block1(x, embedding)
                x = self.mid_block2(self.mid_attn(x), embedding)
                continue
            block1, block2, attention, resample = level
            x = resample(attention(block2(block1(x, embedding), embedding)))
        return self.final_conv_1(self.final_res_block_1(x, embedding))

    def _block(self, channels: int) -> ResidualBlock:
        return ResidualBlock(channels, channels, self.embedding_channels)

    def _level(self, channels: int, resample: nn.Module) -> nn.ModuleList:
        attention = LinearAttention(channels, self.config.heads, self.config.head_channels)
        return nn.ModuleList(
            [self._block(channels), self._block(channels), Residual(PreNorm(channels, attention)), resample]
        )

    @staticmethod
    def _upsample(cin: int, cout: int) -> nn.Sequential:
        return nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(cin, cout, 3, padding=1))
