"""Albumentations' weather with the particles, streaks and polygons that it would draw given: the functions behind its
transforms."""

from golden import write
from pictures import noisy, picture, smooth

import albumentations as A
import albumentations.augmentations.pixel.functional as pixel
import cv2
import numpy as np

WIDTH, HEIGHT = 28, 24
SIZE = {"width": WIDTH, "height": HEIGHT}
PICTURES = {"smooth": np.ascontiguousarray(smooth(**SIZE)), "noisy": noisy(**SIZE), "grey": smooth(1, **SIZE)}
random = np.random.default_rng(3)


def fogs():
    for name, count, intensity, alpha in (("smooth", 60, 1.0, 0.08), ("noisy", 200, 0.6, 0.1), ("grey", 120, 0.9, 0.2)):
        particles = [
            [int(x), int(y), int(radius)]
            for x, y, radius in random.integers([-3, -3, 1], [WIDTH + 3, HEIGHT + 3, 9], size=(count, 3))
        ]
        changed = pixel.add_fog(
            PICTURES[name].copy(),
            intensity,
            alpha,
            [(x, y) for x, y, _ in particles],
            [radius for _, _, radius in particles],
        )
        yield {
            "picture": name,
            "particles": particles,
            "opacity": intensity * alpha,
            "pixels": picture(changed)["pixels"],
        }


def rains():
    for name, slant, length, blur, brightness in (
        ("smooth", 3, 7, 7, 0.7),
        ("noisy", -4, 5, 3, 0.9),
        ("smooth", 8, 4, 1, 0.5),
        ("noisy", 0, 9, 5, 1.0),
    ):
        low, high = max(0, -slant), WIDTH - max(0, slant)
        drops = random.integers([low, 0], [high, HEIGHT - length], size=(14, 2)).astype(np.int32)
        changed = pixel.add_rain(PICTURES[name].copy(), slant, length, 1, (200, 200, 200), blur, brightness, drops)
        streaks = [[int(x), int(y), int(x) + slant, int(y) + length] for x, y in drops]
        yield {
            "picture": name,
            "streaks": streaks,
            "blur": blur,
            "brightness": brightness,
            "pixels": picture(changed)["pixels"],
        }


def bleached(image, snow_point, brightness):
    """add_snow_bleach's lines without its bytes of hue, in steps of two degrees, and of saturation."""
    hls = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2HLS)
    lightness = hls[..., 1]
    dark = np.rint(lightness * 255) < snow_point * 255 / 2 + 255 / 3
    lightness[dark] = np.minimum(lightness[dark] * brightness, 1)
    return np.clip(np.rint(cv2.cvtColor(hls, cv2.COLOR_HLS2RGB) * 255), 0, 255)


def snows():
    for name, snow_point, brightness in (("smooth", 0.1, 2.5), ("noisy", 0.3, 1.5), ("smooth", 0.25, 1.2)):
        operation = {"kind": "snow", "snowPoint": snow_point, "brightness": brightness}
        yield {
            "picture": name,
            "operation": operation,
            "pixels": picture(bleached(PICTURES[name], snow_point, brightness))["pixels"],
        }
        in_bytes = pixel.add_snow_bleach(PICTURES[name].copy(), snow_point, brightness)
        yield {"picture": name, "operation": operation, "inBytes": True, "pixels": picture(in_bytes)["pixels"]}
    # Of a grey picture in three bands nothing is lost in bytes.
    grey = np.repeat(PICTURES["grey"][..., None], 3, axis=2)
    yield {
        "picture": "grey",
        "operation": {"kind": "snow", "snowPoint": 0.2, "brightness": 2.0},
        "pixels": picture(pixel.add_snow_bleach(grey, 0.2, 2.0)[..., 0])["pixels"],
    }


def shadows():
    for name, corners, count in (("smooth", 3, 1), ("noisy", 5, 2), ("grey", 7, 1), ("noisy", 4, 3)):
        polygons = [
            random.integers([0, HEIGHT // 4], [WIDTH, HEIGHT], size=(corners, 2)).astype(np.int32) for _ in range(count)
        ]
        intensities = np.round(random.uniform(0.2, 0.8, size=count), 2)
        changed = pixel.add_shadow(PICTURES[name].copy(), polygons, intensities)
        # The middle of the pixel, as fractions of the size.
        fractions = [[[(int(x) + 0.5) / WIDTH, (int(y) + 0.5) / HEIGHT] for x, y in polygon] for polygon in polygons]
        operation = {
            "kind": "shadow",
            "shadows": [
                {"corners": each, "intensity": float(intensity)} for each, intensity in zip(fractions, intensities)
            ],
        }
        yield {"picture": name, "operation": operation, "pixels": picture(changed)["pixels"]}


write(
    "weather",
    {
        "albumentations": A.__version__,
        "pictures": {name: picture(image) for name, image in PICTURES.items()},
        "fog": list(fogs()),
        "rain": list(rains()),
        "operations": [*snows(), *shadows()],
    },
    "augment",
)
