"""Tile batch in, tile batch out: the two-stage model on a device. Only the worker process imports this room."""

from .dehazer import TwoStageDehazer

__all__ = ["TwoStageDehazer"]
