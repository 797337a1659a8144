"""How large a picture is, by its header alone."""

from __future__ import annotations

import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from unionsite.core.uploads import check_pixels, too_many_pixels


def pixels_of(content: IO[bytes]) -> int:
    """Width times height. Raises ValidationError for what is no picture, or has more pixels than the site takes."""
    try:
        with warnings.catch_warnings():
            # The site's own limit lies below Pillow's second one, and counts.
            warnings.simplefilter("ignore")
            picture = Image.open(content)
            check_pixels(picture)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(too_many_pixels()) from error
    except Exception as error:  # Pillow raises many kinds on hostile data.
        raise ValidationError(_("图片已损坏，或不是支持的格式。")) from error
    return picture.width * picture.height
