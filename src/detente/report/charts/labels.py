"""Where to write labels beside points so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LETTER_WIDTH = 6.6
LINE_HEIGHT = 15.0
MARK_RADIUS = 7.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing, in pixels from the top left."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Measure the shared area."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)

    def outside(self, width: float, height: float) -> float:
        """Measure how far it sticks out of the drawing."""
        return (
            max(-self.left, 0.0)
            + max(self.right - width, 0.0)
            + max(-self.top, 0.0)
            + max(self.bottom - height, 0.0)
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label goes: offsets from its point, and the side it is aligned to."""

    dx: float
    dy: float
    align: str


def place_labels(
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    size: tuple[float, float],
    others: Sequence[tuple[float, float]] = (),
) -> list[Spot]:
    """Place one label per point, in order, each where it covers least.

    Parameters
    ----------
    points : where the labelled points are, in pixels.
    texts : what the labels say.
    size : width and height of the drawing.
    others : unlabelled points, better left uncovered.

    Returns
    -------
    A spot per label. O(L^2 + L M) for L labels and M other points.

    Examples
    --------
    Two labels of one point do not cover each other:

    >>> [spot.dy for spot in place_labels([(50, 50)] * 2, ["first", "second"], (300, 100))]
    [0.0, 17.0]
    """
    marks = [_around(point) for point in points]
    crowd = [_around(point, 3.0) for point in others]
    taken: list[Box] = []
    spots: list[Spot] = []
    for point, text in zip(points, texts, strict=True):
        near = _list_near(crowd, point, text)
        spot = min(_SPOTS, key=lambda s: _cost(s, point, text, size, taken, marks, near))
        spots.append(spot)
        taken.append(_cover(spot, point, text))
    return spots


def _make_spots() -> tuple[Spot, ...]:
    beside = [(11.0, 0.0, "left"), (-11.0, 0.0, "right")]
    around = [
        (x, sign * step, align)
        for step in (17.0, 32.0, 48.0, 66.0)
        for sign in (1, -1)
        for x, align in ((8.0, "left"), (-8.0, "right"), (0.0, "center"))
    ]
    return tuple(Spot(*spot) for spot in beside + around)


_SPOTS = _make_spots()


def _around(point: tuple[float, float], radius: float = MARK_RADIUS) -> Box:
    x, y = point
    return Box(x - radius, y - radius, x + radius, y + radius)


def _cover(spot: Spot, point: tuple[float, float], text: str) -> Box:
    width = LETTER_WIDTH * len(text) + 2
    x, y = point[0] + spot.dx, point[1] + spot.dy
    left = {"left": x, "right": x - width, "center": x - width / 2}[spot.align]
    return Box(left, y - LINE_HEIGHT / 2, left + width, y + LINE_HEIGHT / 2)


def _list_near(crowd: Sequence[Box], point: tuple[float, float], text: str) -> list[Box]:
    """List the points that a label could cover in one of its spots: no others cost anything."""
    covers = [_cover(spot, point, text) for spot in _SPOTS]
    reach = Box(
        min(each.left for each in covers),
        min(each.top for each in covers),
        max(each.right for each in covers),
        max(each.bottom for each in covers),
    )
    return [dot for dot in crowd if dot.overlap(reach)]


def _cost(
    spot: Spot,
    point: tuple[float, float],
    text: str,
    size: tuple[float, float],
    taken: Sequence[Box],
    marks: Sequence[Box],
    crowd: Sequence[Box],
) -> float:
    """Weigh a spot: leaving the drawing is worst, then covering labels, marks, points."""
    box = _cover(spot, point, text)
    return (
        100.0 * box.outside(*size)
        + 20.0 * sum(box.overlap(label) for label in taken)
        + 4.0 * sum(box.overlap(mark) for mark in marks)
        + 0.3 * sum(box.overlap(dot) for dot in crowd)
        + abs(spot.dy)
        + (4.0 if spot.align == "right" else 0.0)
    )
