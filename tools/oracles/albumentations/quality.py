"""Albumentations' blurs, sharpening, compression and downscaling, each with fixed parameters."""

import warnings

import albumentations as A
import cv2
import numpy as np
from golden import write
from pictures import noisy, picture, smooth

warnings.simplefilter("ignore")

SIZE = {"width": 23, "height": 19}
# More blocks of JPEG.
LARGER = {"width": 29, "height": 23}
PICTURES = {
    "smooth": smooth(**SIZE),
    "noisy": noisy(**SIZE),
    "grey": smooth(1, **SIZE),
    # So narrow that the halves of JPEG's chroma have two columns; with an even number of rows that ends within a block.
    "narrow": noisy(width=3, height=18),
    "even": noisy(width=18, height=26),
    "photograph": (0.85 * smooth(**LARGER) + 0.15 * noisy(**LARGER)).astype(np.uint8),
}


def apply(transform, name, float32=False):
    """float32: where the path for bytes rounds its weights or what it has between two passes, by more than a grey
    level in all."""
    image = np.ascontiguousarray(PICTURES[name])
    if not float32:
        return transform(image=image)["image"]
    return np.clip(np.rint(transform(image=image.astype(np.float32) / 255)["image"] * 255), 0, 255)


def case(name, operation, transform, **options):
    return {"operation": operation, "picture": name, "pixels": picture(apply(transform, name, **options))["pixels"]}


def blurs():
    for name, sigma in (("noisy", 0.5), ("noisy", 1.2), ("photograph", 3.0), ("grey", 0.8), ("smooth", 0.2)):
        yield case(
            name,
            {"kind": "gaussianBlur", "sigma": sigma},
            A.GaussianBlur(blur_limit=0, sigma_limit=(sigma, sigma), p=1),
            float32=True,
        )
    for name, size in (("noisy", 3), ("photograph", 5), ("noisy", 7), ("grey", 5)):
        yield case(name, {"kind": "medianBlur", "kernelSize": size}, A.MedianBlur(blur_limit=(size, size), p=1))
    for name, size, angle, direction in (
        ("noisy", 7, 30, 0.0),
        ("photograph", 9, 200, 0.6),
        ("smooth", 15, 90, -1.0),
        ("grey", 5, 0, 1.0),
    ):
        transform = A.MotionBlur(
            blur_limit=(size, size),
            allow_shifted=False,
            angle_range=(angle, angle),
            direction_range=(direction, direction),
            p=1,
        )
        yield case(name, {"kind": "motionBlur", "kernelSize": size, "angle": angle, "direction": direction}, transform)


def others():
    for name, alpha, lightness in (("photograph", 0.2, 0.5), ("noisy", 0.5, 1.0), ("grey", 0.8, 1.2)):
        yield case(
            name,
            {"kind": "sharpen", "alpha": alpha, "lightness": lightness},
            A.Sharpen(alpha=(alpha, alpha), lightness=(lightness, lightness), p=1),
        )
    names = {"nearest": cv2.INTER_NEAREST, "area": cv2.INTER_AREA, "linear": cv2.INTER_LINEAR}
    for name, scale, down, up in (
        ("noisy", 0.25, "nearest", "nearest"),
        ("photograph", 0.25, "area", "linear"),
        ("photograph", 0.6, "area", "nearest"),
        ("photograph", 0.37, "nearest", "linear"),
        ("grey", 0.5, "area", "linear"),
        ("noisy", 0.9, "area", "linear"),
    ):
        transform = A.Downscale(
            scale_range=(scale, scale), interpolation_pair={"downscale": names[down], "upscale": names[up]}, p=1
        )
        yield case(name, {"kind": "downscale", "scale": scale, "down": down, "up": up}, transform)


def compressed():
    """Bands in cv2's order, as a user has them who reads with cv2."""
    for name in ("smooth", "photograph", "grey", "noisy", "narrow", "even"):
        for quality in (20, 50, 80, 95):
            image = PICTURES[name]
            bgr = image[..., ::-1] if image.ndim == 3 else image
            changed = A.ImageCompression(quality_range=(quality, quality), p=1)(image=np.ascontiguousarray(bgr))[
                "image"
            ]
            yield {
                "operation": {"kind": "jpegCompression", "quality": quality},
                "picture": name,
                "pixels": picture(changed[..., ::-1] if image.ndim == 3 else changed)["pixels"],
            }


write(
    "quality",
    {
        "albumentations": A.__version__,
        "pictures": {name: picture(image) for name, image in PICTURES.items()},
        "cases": [*blurs(), *others()],
        "compressed": list(compressed()),
    },
    "augment",
)
