"""The demo site's pictures, drawn in code: 52 scenes, six variants each, no file and no licence to keep."""

from collections.abc import Callable

from PIL import Image

from . import (
    scenes_care,
    scenes_club,
    scenes_festival,
    scenes_life,
    scenes_plant,
    scenes_rights,
    scenes_season,
    scenes_skill,
    scenes_union,
)
from .canvas import Canvas

__all__ = ["SCENES", "draw"]

_SCENES: dict[str, Callable[[Canvas], None]] = {
    name: paint
    for module in (
        scenes_plant,
        scenes_skill,
        scenes_union,
        scenes_care,
        scenes_life,
        scenes_club,
        scenes_season,
        scenes_festival,
        scenes_rights,
    )
    for name, paint in module.SCENES.items()
}

SCENES: tuple[str, ...] = tuple(_SCENES)


def draw(scene: str, *, variant: int = 0, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    """The picture of a scene; the variant (0 to 5) sets the light, the side it is seen from, people and places.

    Equal arguments give equal pixels. A scene that is not in `SCENES` raises `KeyError`.
    """
    if scene not in _SCENES:
        raise KeyError(f"There is no scene {scene!r}; the scenes are: {', '.join(SCENES)}.")
    canvas = Canvas(size, variant, seed=f"{scene}-{variant}")
    _SCENES[scene](canvas)
    return canvas.finish()
