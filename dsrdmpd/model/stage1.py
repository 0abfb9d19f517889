"""Stage 1, the MCESS-UNet: coarse removal of haze in one pass (Zhou et al. 2025, doi 10.1109/TGRS.2025.3600540)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from ..model_files import Stage1Config
from .layers import EnhancedSkip, MCBlock, Neck, UpBlock


class MCESSUNet(nn.Module):
    """Five-level U-Net with multi-scale channel attention and enhanced skip connections.

    Attribute names are those of the released state dict, so that its weights load without a table of names.
    """

    def __init__(self, config: Stage1Config):
        super().__init__()
        self.config = config
        d = config.width
        self.Conv1 = MCBlock(3, d)
        self.Conv2 = MCBlock(d, 2 * d)
        self.Conv3 = MCBlock(2 * d, 4 * d)
        self.Conv4 = MCBlock(4 * d, 8 * d)
        self.Conv5 = MCBlock(8 * d, 16 * d)
        self.neck = Neck(16 * d)
        for level, channels in ((5, 8 * d), (4, 4 * d), (3, 2 * d), (2, d)):
            self.add_module(f"Up{level}", UpBlock(2 * channels, channels))
            self.add_module(f"eff{6 - level}", EnhancedSkip(channels))
            self.add_module(f"adjust_channel{level - 1}", nn.Conv2d(channels, 2 * channels, 1))
            self.add_module(f"Up_conv{level}", MCBlock(2 * channels, channels))
        self.Final_conv = nn.Conv2d(d, 3, 1)

    def forward(self, hazy: Tensor) -> Tensor:
        """Return the coarse image, about [0, 1] and not clipped, for hazy images in [0, 1].

        Args:
            hazy: (b, 3, h, w); h and w multiples of 16, at least 64.
        """
        x1 = self.Conv1(hazy)
        x2 = self.Conv2(F.max_pool2d(x1, 2))
        x3 = self.Conv3(F.max_pool2d(x2, 2))
        x4 = self.Conv4(F.max_pool2d(x3, 2))
        y = self.neck(self.Conv5(F.max_pool2d(x4, 2)))
        for level, encoded in ((5, x4), (4, x3), (3, x2), (2, x1)):
            decoded = self.get_submodule(f"Up{level}")(y)
            skip = self.get_submodule(f"eff{6 - level}")(encoded, decoded)
            skip = skip + self.get_submodule(f"adjust_channel{level - 1}")(encoded)
            y = self.get_submodule(f"Up_conv{level}")(skip)
        return self.Final_conv(y) + hazy
