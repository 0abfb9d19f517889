"""What both stages' training shares: budget, learning rate, moving average, checkpoints, log."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from ..errors import Cancelled, DehazeError
from ..progress import Progress
from .log import RunLog

CHECKPOINT = "checkpoint.pt"
_MOST_BAD_BATCHES = 100


class TrainingError(DehazeError):
    """A training run cannot start, go on or be stored."""


_OPTIMIZERS = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}


@dataclass(frozen=True)
class Schedule:
    """How long a run lasts and what it does when.

    Attributes:
        iterations, hours: the budget; whichever is given and used up first ends the run.
        optimizer: ``adamw`` or ``adam``, with `betas` and `weight_decay`.
        learning_rate, final_rate: start (after warm-up) and end of the cosine.
        warmup: share of the budget with a rising rate.
        crops: (share of the budget from which it holds, crop side in pixels, batch) in rising order.
        clip_norm: largest gradient norm. ema_decay: of the weights' moving average.

    Raises:
        TrainingError: a value with which nothing can be trained.
    """

    iterations: Optional[int] = None
    hours: Optional[float] = None
    optimizer: str = "adamw"
    betas: Tuple[float, float] = (0.9, 0.999)
    weight_decay: float = 1e-4
    learning_rate: float = 1e-3
    final_rate: float = 1e-6
    warmup: float = 0.03
    crops: Tuple[Tuple[float, int, int], ...] = ((0.0, 128, 16),)
    clip_norm: float = 1.0
    ema_decay: float = 0.999

    def __post_init__(self) -> None:
        if self.iterations is None and self.hours is None:
            raise TrainingError("The training has no end", remedy="Give --iterations or --hours")
        shares = [start for start, _, _ in self.crops]
        for right, why in (
            (self.iterations is None or self.iterations >= 1, f"iterations is {self.iterations}, not 1 or more"),
            (self.hours is None or 0 < self.hours < math.inf, f"hours is {self.hours}, not above 0"),
            (self.optimizer in _OPTIMIZERS, f"optimizer is {self.optimizer!r}, none of {', '.join(_OPTIMIZERS)}"),
            (all(0 <= beta < 1 for beta in self.betas), f"betas are {self.betas}, not 0 to 1"),
            (0 <= self.weight_decay < 1, f"weight_decay is {self.weight_decay}, not 0 to 1"),
            (0 < self.learning_rate < 1, f"learning_rate is {self.learning_rate}, not between 0 and 1"),
            (0 <= self.final_rate <= self.learning_rate, f"final_rate {self.final_rate} is above learning_rate"),
            (0 <= self.warmup < 1, f"warmup is {self.warmup}, not 0 to 1"),
            (shares[:1] == [0] and shares == sorted(shares) and shares[-1] < 1, "crops do not rise from 0 to below 1"),
            (all(side >= 1 and batch >= 1 for _, side, batch in self.crops), "crops have a side or batch below 1"),
            (0 < self.clip_norm < math.inf, f"clip_norm is {self.clip_norm}, not above 0"),
            (0 <= self.ema_decay < 1, f"ema_decay is {self.ema_decay}, not 0 to 1"),
        ):
            if not right:
                raise TrainingError("The schedule cannot be used", why)

    def optimizer_for(self, network: nn.Module) -> torch.optim.Optimizer:
        """Return the optimizer of this schedule for the parameters of `network`."""
        kind = _OPTIMIZERS[self.optimizer]
        return kind(network.parameters(), self.learning_rate, betas=self.betas, weight_decay=self.weight_decay)

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


def moving_average(network: nn.Module, decay: float) -> AveragedModel:
    """Return an exponential moving average of a network's parameters and buffers (batch norm's statistics).

    The first updates count more than `decay` says, so that the start is forgotten quickly.
    """

    def update(means: Sequence[Tensor], values: Sequence[Tensor], updates: Union[Tensor, int]) -> None:
        kept = min(decay, (2 + int(updates)) / (11 + int(updates)))
        for mean, value in zip(means, values):
            if mean.is_floating_point():
                mean.lerp_(value, 1 - kept)
            else:
                mean.copy_(value)

    average = AveragedModel(network, multi_avg_fn=update, use_buffers=True)
    return average.eval().requires_grad_(False)


@dataclass
class _State:
    """What a checkpoint holds beside the network, and so what a resumed run goes on with."""

    optimizer: torch.optim.Optimizer
    average: AveragedModel
    generator: torch.Generator
    iteration: int = 0
    seconds: float = 0.0  # of training alone; measuring and storing do not use up the budget


@dataclass
class Trainer:
    """Runs one network through its schedule; resumes from `folder` if it holds a checkpoint.

    Args:
        network: what to train, on its device. loss: makes the loss of a batch (iteration's generator, side, batch).
        validate: figures of the averaged network at an iteration, written to the log.
        folder: gets ``checkpoint.pt`` and the log. checkpoint_minutes, validate_minutes: how often they are written.
    """

    network: nn.Module
    loss: Callable[[torch.Generator, int, int], Tensor]
    validate: Callable[[nn.Module, int], Mapping[str, float]]
    schedule: Schedule
    folder: Path
    seed: int = 0
    checkpoint_minutes: float = 5.0
    validate_minutes: float = 5.0

    def run(self, progress: Progress) -> nn.Module:
        """Train to the end of the budget and return the averaged network.

        Raises:
            TrainingError: the checkpoint cannot be read or written, or the loss is no number any more.
            Cancelled: `progress` asked to stop; everything up to there is stored.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        state = self._begin()
        if state.iteration:
            progress.info(f"resumed at iteration {state.iteration}")
        log = RunLog(self.folder, state.iteration)
        losses: List[float] = []
        stored = measured = time.monotonic()
        while True:
            position = self.schedule.position(state.iteration, state.seconds)
            done, now = position >= 1, time.monotonic()
            progress.report(position, _stage(state, losses))
            if progress.cancelled():
                self._store(state)
                raise Cancelled(_how_to_go_on(state, self.folder))
            if done or now - stored >= 60 * self.checkpoint_minutes:
                self._store(state)
                stored = now
            if done or now - measured >= 60 * self.validate_minutes:
                self._measure(state, losses, log, progress)
                losses.clear()
                measured = time.monotonic()
            if done:
                return state.average.module
            losses.append(self._step(state, position))
            _require_progress(losses)
            state.iteration += 1
            state.seconds += time.monotonic() - now

    def _step(self, state: _State, position: float) -> float:
        for group in state.optimizer.param_groups:
            group["lr"] = self.schedule.rate(position)
        self.network.train()
        loss = self.loss(state.generator, *self.schedule.crop(position))
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.clip_norm)
        if torch.isfinite(norm):  # one bad batch must not spoil hours
            state.optimizer.step()
            state.average.update_parameters(self.network)
        return float(loss.detach())

    def _measure(self, state: _State, losses: Sequence[float], log: RunLog, progress: Progress) -> None:
        figures = self.validate(state.average.module, state.iteration)
        loss = {"loss": sum(losses) / len(losses)} if losses else {}
        try:
            log.add({"iteration": state.iteration, "hours": state.seconds / 3600, **loss, **figures})
        except OSError as error:  # a line of the log is not worth stopping for
            progress.warning(f"the log cannot be written ({error.strerror or error}); the training goes on")
        position = self.schedule.position(state.iteration, state.seconds)
        shown = "  ".join(f"{name} {value:.4g}" for name, value in {**loss, **figures}.items())
        progress.info(f"{100 * position:5.1f} %  iteration {state.iteration}  {shown}")

    def _store(self, state: _State) -> None:
        values = {
            "network": self.network.state_dict(),
            "average": state.average.module.state_dict(),
            "updates": int(state.average.n_averaged),
            "optimizer": state.optimizer.state_dict(),
            "generator": state.generator.get_state(),
            "iteration": state.iteration,
            "seconds": state.seconds,
        }
        part = self.folder / "checkpoint.part"
        try:
            with part.open("wb") as stream:
                torch.save(values, stream)
            os.replace(part, self.folder / CHECKPOINT)
        except (OSError, RuntimeError) as error:
            part.unlink(missing_ok=True)
            cause = error.__context__ or error  # torch raises its own error over that of the disk
            raise TrainingError(
                "The checkpoint cannot be written",
                getattr(cause, "strerror", None) or str(cause),
                "What was stored before is kept; free some disk space, then start the same command again",
            ) from None

    def _begin(self) -> _State:
        """Return the state of the folder's checkpoint, or that of a new run."""
        state = _State(
            self.schedule.optimizer_for(self.network),
            moving_average(self.network, self.schedule.ema_decay),
            torch.Generator().manual_seed(self.seed),
        )
        path = self.folder / CHECKPOINT
        if not path.exists():
            return state
        values = _read_checkpoint(path)
        try:
            self.network.load_state_dict(values["network"])
            state.average.module.load_state_dict(values["average"])
            state.optimizer.load_state_dict(values["optimizer"])
            state.generator.set_state(values["generator"])
            state.average.n_averaged.fill_(values["updates"])
            state.iteration, state.seconds = values["iteration"], values["seconds"]
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                f"{path} cannot be resumed",
                f"it is of another configuration ({str(error).splitlines()[0]})",
                "Resume with the same recipe or choose another folder",
            ) from None
        return state


def _read_checkpoint(path: Path) -> Dict[str, Any]:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file can fail in any way inside torch
        why = f"it is torn or no checkpoint ({(str(error).splitlines() or [type(error).__name__])[0]})"
        raise TrainingError(f"{path} cannot be resumed", why, "Delete it to begin anew") from None


def _require_progress(losses: Sequence[float]) -> None:
    recent = losses[-_MOST_BAD_BATCHES:]
    if len(recent) == _MOST_BAD_BATCHES and not any(math.isfinite(loss) for loss in recent):
        why = f"the loss was no number in {_MOST_BAD_BATCHES} batches on end"
        raise TrainingError("The training has diverged", why, "Start again in a new folder with a lower learning rate")


def _stage(state: _State, losses: Sequence[float]) -> str:
    recent = losses[-50:]
    return f"iteration {state.iteration}" + (f"  loss {sum(recent) / len(recent):.4f}" if recent else "")


def _how_to_go_on(state: _State, folder: Path) -> str:
    return (
        f"stopped at iteration {state.iteration}: all of it is stored in {folder}. "
        "Start the same command again to go on."
    )
