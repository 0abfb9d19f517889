"""What both stages' training shares: budget, learning rate, moving average, checkpoints, log."""

from __future__ import annotations

import copy
import csv
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Tuple

import torch
from torch import Tensor, nn

from ..errors import DehazeError


class TrainingError(DehazeError):
    """A training run cannot start, go on or be stored."""


@dataclass(frozen=True)
class Schedule:
    """How long a run lasts and what it does when.

    Attributes:
        iterations, hours: the budget; whichever is given and used up first ends the run.
        learning_rate, final_rate: start (after warm-up) and end of the cosine.
        warmup: share of the budget with a rising rate.
        crops: (share of the budget from which it holds, crop side in pixels, batch) in rising order.
        clip_norm: largest gradient norm. ema_decay: of the weights' moving average.
    """

    iterations: Optional[int] = None
    hours: Optional[float] = None
    learning_rate: float = 1e-3
    final_rate: float = 1e-6
    warmup: float = 0.03
    crops: Tuple[Tuple[float, int, int], ...] = ((0.0, 128, 16),)
    clip_norm: float = 1.0
    ema_decay: float = 0.999

    def __post_init__(self) -> None:
        if not self.iterations and not self.hours:
            raise TrainingError("The training has no end", remedy="Give --iterations or --hours")

    def position(self, iteration: int, seconds: float) -> float:
        """Return the share of the budget that is used up, 0 to 1."""
        shares = [iteration / self.iterations] if self.iterations else []
        shares += [seconds / 3600 / self.hours] if self.hours else []
        return min(max(shares), 1.0)

    def rate(self, position: float) -> float:
        """Return the learning rate: linear warm-up, then cosine."""
        if position < self.warmup:
            return self.learning_rate * (0.05 + 0.95 * position / self.warmup)
        turn = (position - self.warmup) / (1 - self.warmup)
        return self.final_rate + (self.learning_rate - self.final_rate) * (1 + math.cos(math.pi * turn)) / 2

    def crop(self, position: float) -> Tuple[int, int]:
        """Return (crop side in pixels, batch)."""
        return [(side, batch) for start, side, batch in self.crops if start <= position][-1]


class MovingAverage:
    """Exponential moving average of a network's parameters; buffers (batch norm's statistics) are averaged too."""

    def __init__(self, network: nn.Module, decay: float):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take in `network`; the first updates count more, so that the start is forgotten quickly."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        for mean, value in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)


@dataclass
class Trainer:
    """Runs one network through its schedule; resumes from `folder` if it holds a checkpoint.

    Args:
        network: what to train, on its device. loss: makes the loss of a batch (iteration's generator, side, batch).
        validate: figures of the averaged network, written to the log.
        folder: gets ``checkpoint.pt`` and ``log.csv``. minutes_between: how often both are written.
    """

    network: nn.Module
    loss: Callable[[torch.Generator, int, int], Tensor]
    validate: Callable[[nn.Module], Mapping[str, float]]
    schedule: Schedule
    folder: Path
    seed: int = 0
    minutes_between: float = 5.0

    def run(self, say: Callable[[str], None]) -> nn.Module:
        """Train to the end of the budget and return the averaged network."""
        self.folder.mkdir(parents=True, exist_ok=True)
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=self.schedule.learning_rate, weight_decay=1e-4)
        average = MovingAverage(self.network, self.schedule.ema_decay)
        generator = torch.Generator().manual_seed(self.seed)
        iteration, seconds = self._resume(optimizer, average, generator)
        started = last = time.monotonic() - seconds
        last += seconds
        losses: list[float] = []
        while True:
            seconds = time.monotonic() - started
            position = self.schedule.position(iteration, seconds)
            done = position >= 1
            if done or time.monotonic() - last > 60 * self.minutes_between:
                last = time.monotonic()
                self._store(optimizer, average, generator, iteration, seconds)
                figures = self.validate(average.network)
                mean = sum(losses) / max(len(losses), 1)
                self._log({"iteration": iteration, "hours": seconds / 3600, "loss": mean, **figures})
                shown = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
                say(f"{100 * position:5.1f} %  iteration {iteration}  loss {mean:.4f}  {shown}")
                losses.clear()
                started += time.monotonic() - last  # measuring is not training
            if done:
                return average.network
            losses.append(self._step(optimizer, average, generator, position))
            iteration += 1

    def _step(
        self, optimizer: torch.optim.Optimizer, average: MovingAverage, generator: torch.Generator, position: float
    ) -> float:
        for group in optimizer.param_groups:
            group["lr"] = self.schedule.rate(position)
        self.network.train()
        loss = self.loss(generator, *self.schedule.crop(position))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip_norm)
        if torch.isfinite(norm):  # one bad batch must not spoil hours
            optimizer.step()
            average.update(self.network)
        return float(loss.detach())

    def _store(self, optimizer, average, generator, iteration: int, seconds: float) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": average.network.state_dict(),
            "updates": average.updates,
            "optimizer": optimizer.state_dict(),
            "generator": generator.get_state(),
            "iteration": iteration,
            "seconds": seconds,
        }
        part = self.folder / "checkpoint.part"
        try:
            torch.save(state, part)
            os.replace(part, self.folder / "checkpoint.pt")
        except (OSError, RuntimeError) as error:
            part.unlink(missing_ok=True)
            raise TrainingError(
                "The checkpoint cannot be written", str(error), "Free some disk space, then resume"
            ) from None

    def _resume(self, optimizer, average: MovingAverage, generator: torch.Generator) -> Tuple[int, float]:
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return 0, 0.0
        state: Dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        try:
            self.network.load_state_dict(state["network"])
            average.network.load_state_dict(state["average"])
            optimizer.load_state_dict(state["optimizer"])
        except (RuntimeError, ValueError, KeyError) as error:
            raise TrainingError(
                f"{path} cannot be resumed",
                f"it is of another configuration ({str(error).splitlines()[0]})",
                "Resume with the same recipe or choose another folder",
            ) from None
        average.updates = state["updates"]
        generator.set_state(state["generator"])
        return state["iteration"], state["seconds"]

    def _log(self, row: Mapping[str, float]) -> None:
        path = self.folder / "log.csv"
        new = not path.exists()
        with path.open("a", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(row))
            if new:
                writer.writeheader()
            writer.writerow({name: f"{value:.6g}" for name, value in row.items()})
