"""Albumentations' colour transforms with fixed parameters, on a colour and a grey picture.

Hue goes through its float32 path: in bytes OpenCV keeps hue in steps of two degrees. Where a transform draws more than
its settings fix (an order of channels, which are dropped, the points of a tone curve), the function behind it is
called. Sharpness, which Albumentations lacks, is Pillow's.
"""

from golden import write
from pictures import noisy, picture, smooth

import albumentations as A
import albumentations.augmentations.dropout.functional as dropout
import albumentations.augmentations.pixel.functional as pixel
import numpy as np
from PIL import Image, ImageEnhance

SIZE = {"width": 21, "height": 17}
PICTURES = {
    "colour": np.ascontiguousarray(smooth(3, **SIZE)),
    "grey": smooth(1, **SIZE),
    # Black and white among them, for what clips and for full ranges.
    # Without 255, which Albumentations leaves out of AutoContrast's histogram.
    "noisy": np.minimum(noisy(3, 15, 11), 254),
}


def fixed(transform):
    return lambda image: transform(image=image)["image"]


def jitter(**settings):
    still = {"brightness": (1, 1), "contrast": (1, 1), "saturation": (1, 1), "hue": (0, 0)}
    return fixed(A.ColorJitter(**{**still, **{name: (value, value) for name, value in settings.items()}}, p=1))


def in_floats(change):
    return lambda image: np.round(change(image.astype(np.float32) / 255) * 255).astype(np.uint8)


def pillow_sharpness(factor):
    return lambda image: np.asarray(ImageEnhance.Sharpness(Image.fromarray(image)).enhance(factor))


def cases():
    for factor in (0.6, 1.5):
        yield {"kind": "brightness", "factor": factor}, jitter(brightness=factor), PICTURES
    for factor in (0, 0.4, 1.7):
        yield {"kind": "contrast", "factor": factor}, jitter(contrast=factor), PICTURES
    for factor in (0, 0.3, 1.8):
        yield {"kind": "saturation", "factor": factor}, jitter(saturation=factor), PICTURES
    for shift in (-0.4, -0.05, 0.2, 0.5):
        yield {"kind": "hue", "shift": shift}, in_floats(jitter(hue=shift)), PICTURES
    for brightness, contrast in ((-0.2, 1.3), (0.15, 0.7)):
        settings = {"brightness_limit": (brightness, brightness), "contrast_limit": (contrast - 1, contrast - 1)}
        operation = {"kind": "brightnessContrast", "brightness": brightness, "contrast": contrast}
        yield operation, fixed(A.RandomBrightnessContrast(**settings, p=1)), PICTURES
    shift = A.RGBShift(r_shift_limit=(30, 30), g_shift_limit=(-50, -50), b_shift_limit=(10, 10), p=1)
    operation = {"kind": "rgbShift", "red": 30 / 255, "green": -50 / 255, "blue": 10 / 255}
    yield operation, fixed(shift), ["colour", "noisy"]
    for gamma in (0.5, 1.8):
        yield (
            {"kind": "gamma", "gamma": gamma},
            fixed(A.RandomGamma(gamma_limit=(gamma * 100, gamma * 100), p=1)),
            PICTURES,
        )
    yield (
        {"kind": "toneCurve", "low": 0.1, "high": 0.95},
        lambda image: pixel.move_tone_curve(image, 0.1, 0.95),
        PICTURES,
    )
    yield {"kind": "equalize"}, fixed(A.Equalize(p=1)), PICTURES
    for clip_limit, (columns, rows) in ((1, (8, 8)), (40, (3, 2)), (10, (1, 1)), (25, (5, 4))):
        operation = {"kind": "clahe", "clipLimit": clip_limit, "columns": columns, "rows": rows}
        yield (
            operation,
            fixed(A.CLAHE(clip_limit=(clip_limit, clip_limit), tile_grid_size=(columns, rows), p=1)),
            PICTURES,
        )
    yield {"kind": "autocontrast"}, fixed(A.AutoContrast(method="pil", p=1)), PICTURES
    for bits in (1, 4, 7):
        yield {"kind": "posterize", "bits": bits}, fixed(A.Posterize(num_bits=bits, p=1)), PICTURES
    for threshold in (0.25, 0.5):
        operation = {"kind": "solarize", "threshold": threshold}
        yield operation, fixed(A.Solarize(threshold_range=(threshold, threshold), p=1)), PICTURES
    for factor in (0.1, 1.9):
        yield {"kind": "sharpness", "factor": factor}, pillow_sharpness(factor), PICTURES
    yield {"kind": "invert"}, fixed(A.InvertImg(p=1)), PICTURES
    yield {"kind": "grayscale"}, fixed(A.ToGray(p=1)), ["colour", "noisy"]
    yield (
        {"kind": "channelShuffle", "order": [2, 0, 1]},
        lambda image: pixel.channel_shuffle(image, [2, 0, 1]),
        ["colour"],
    )
    operation = {"kind": "channelDropout", "channels": [0, 2], "fill": 0.2}
    yield operation, lambda image: dropout.channel_dropout(image, [0, 2], 51), ["colour"]


write(
    "colour",
    {
        "albumentations": A.__version__,
        "pictures": {name: picture(image) for name, image in PICTURES.items()},
        "cases": [
            {"operation": operation, "picture": name, "pixels": picture(change(PICTURES[name].copy()))["pixels"]}
            for operation, change, names in cases()
            for name in names
        ],
    },
    "augment",
)
