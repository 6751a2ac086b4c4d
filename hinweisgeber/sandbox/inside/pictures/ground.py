"""What is transparent gets a ground on which the rest can be seen; and what is to be covered is covered for good."""

from __future__ import annotations

from PIL import Image, ImageDraw

GRID = 16  # a JPEG mixes the dots of blocks up to this size, so a box covers whole blocks
WHITE, DARK, BETWEEN = 255, 60, 150
NEAR = 56  # shades of grey that cannot be told apart well
SEEN = 64  # of 255: less is hardly there
ALONE = 500  # one dot in so many that would vanish on white is no writing


def on_ground(picture: Image.Image) -> Image.Image:
    """RGB, with a ground where it was transparent: white, unless what is to be seen would vanish on it."""
    if picture.mode != "RGBA":
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    ground = Image.new("RGB", picture.size, (_shade(picture),) * 3)
    ground.paste(picture, mask=picture.getchannel("A"))
    ground.info = {key: value for key, value in picture.info.items() if key == "dpi"}
    return ground


def _shade(picture: Image.Image) -> int:
    opaque = picture.getchannel("A").point(lambda value: 255 if value >= SEEN else 0)
    shades = picture.convert("RGB").convert("L").histogram(opaque)
    lost = {shade: sum(shades[max(0, shade - NEAR) : shade + NEAR + 1]) for shade in (WHITE, DARK, BETWEEN)}
    if lost[WHITE] * ALONE <= sum(shades):
        return WHITE
    return min(lost, key=lambda shade: lost[shade])


def burn(picture: Image.Image, boxes: list[list[float]]) -> Image.Image:
    """Black over the boxes (left, top, right, bottom in parts of 1), grown to whole coding blocks."""
    picture = on_ground(picture)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        x, y = int(left * picture.width) // GRID * GRID, int(top * picture.height) // GRID * GRID
        end_x = -(-int(right * picture.width + 1) // GRID) * GRID - 1
        end_y = -(-int(bottom * picture.height + 1) // GRID) * GRID - 1
        draw.rectangle((x, y, end_x, end_y), fill="black")
    return picture
