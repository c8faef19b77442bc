"""A rectangle on the page of a PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points; `top` is larger than `bottom`."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre, across and up."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def holds(self, across: float, up: float) -> bool:
        """Return whether a point lies in it."""
        return self.left <= across <= self.right and self.bottom <= up <= self.top
