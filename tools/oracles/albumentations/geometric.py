"""Albumentations' geometric transforms with fixed parameters: images, masks, boxes and keypoints.

Where our definition differs on purpose, the matrix or the map is made here by OpenCV or NumPy, and Albumentations
applies it.
"""

from golden import write
from pictures import noisy, picture, smooth

import base64

import albumentations as A
import albumentations.augmentations.geometric.functional as F
import cv2
import numpy as np

WIDTH, HEIGHT = 36, 30
BORDERS = {"constant": cv2.BORDER_CONSTANT, "edge": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT_101}
Y, X = np.mgrid[0:HEIGHT, 0:WIDTH]
# OpenCV reads at places rounded to 1/32 pixel: at a black border that is up to 4 grey levels,
# unless the picture fades to black.
FADE = np.clip(np.minimum(np.minimum(X, WIDTH - 1 - X), np.minimum(Y, HEIGHT - 1 - Y)) / 10, 0, 1)
PICTURES = {
    "smooth": smooth(3, WIDTH, HEIGHT),
    "grey": smooth(1, WIDTH, HEIGHT),
    "noisy": noisy(1, WIDTH, HEIGHT),
    "faded": (smooth(3, WIDTH, HEIGHT) * FADE[..., None]).astype(np.uint8),
    "faded grey": (smooth(1, WIDTH, HEIGHT) * FADE).astype(np.uint8),
}
MASK = ((X // 7 + 3 * (Y // 6)) % 7).astype(np.uint8)
BOXES = [[0.1, 0.2, 0.35, 0.45], [0.5, 0.4, 0.9, 0.95], [0.02, 0.7, 0.3, 0.98]]
KEYPOINTS = [[8.0, 12.0], [20.25, 16.5], [31.0, 4.75]]


def case(operations, transforms, name="grey", annotations=True, min_visibility=0.0, corner=0.0):
    """
    What the transforms make of a picture. `annotations` False leaves out boxes and keypoints: of those Albumentations
    adds mirror images or rounds them to pixels.
    `corner` is where keypoints count from: where it stretches an image it takes their (0, 0) for a corner, else for
    the centre of a pixel.
    """
    boxes = A.BboxParams("albumentations", label_fields=["labels"], min_visibility=min_visibility)
    keypoints = A.KeypointParams("xy", label_fields=["names"])
    compose = (
        A.Compose(transforms, bbox_params=boxes, keypoint_params=keypoints) if annotations else A.Compose(transforms)
    )
    extra = (
        {"bboxes": BOXES, "labels": [0, 1, 2], "keypoints": np.array(KEYPOINTS) + corner, "names": [0, 1, 2]}
        if annotations
        else {}
    )
    result = compose(image=PICTURES[name], mask=MASK, **extra)
    entry = {
        "operations": operations,
        "picture": name,
        "image": picture(result["image"]),
        "mask": picture(result["mask"])["pixels"],
    }
    if not annotations:
        return entry
    return {
        **entry,
        "minVisibility": min_visibility,
        "boxes": [
            [int(label), *np.round(np.asarray(box, dtype=float), 7).tolist()]
            for label, box in zip(result["labels"], result["bboxes"])
        ],
        "keypoints": [
            [int(label), *np.round(np.asarray(place, dtype=float) - corner, 5).tolist()]
            for label, place in zip(result["names"], result["keypoints"])
        ],
    }


def fixed(transform, **parameters):
    """The transform with its drawn parameters replaced."""
    transform.get_params = lambda: parameters
    transform.get_params_dependent_on_data = lambda params, data: parameters
    return transform


def affine(degrees=0, translate=(0, 0), scale=(1, 1), shear=(0, 0), border="constant", **options):
    pair = lambda values: {"x": (values[0], values[0]), "y": (values[1], values[1])}
    operation = {
        "kind": "affine",
        "degrees": degrees,
        "translate": {"x": translate[0] / WIDTH, "y": translate[1] / HEIGHT},
        "scale": {"x": scale[0], "y": scale[1]},
        "shear": {"x": shear[0], "y": shear[1]},
        "border": border,
    }
    transform = A.Affine(
        rotate=(degrees, degrees),
        translate_px=pair(translate),
        scale=pair(scale),
        shear=pair(shear),
        border_mode=BORDERS[border],
        p=1,
    )
    return case([operation], [transform], annotations=border != "reflect", **options)


def rotate(degrees, border, **options):
    transform = A.Rotate(limit=(degrees, degrees), border_mode=BORDERS[border], p=1)
    return case(
        [{"kind": "rotate", "degrees": degrees, "border": border}],
        [transform],
        annotations=border != "reflect",
        **options,
    )


def shift(x, y, border, **options):
    transform = A.Affine(translate_px={"x": (x, x), "y": (y, y)}, border_mode=BORDERS[border], p=1)
    return case(
        [{"kind": "shift", "x": x / WIDTH, "y": y / HEIGHT, "border": border}],
        [transform],
        annotations=border != "reflect",
        **options,
    )


def perspective(corners, keep_size, border="constant"):
    """Albumentations stretches the corners to the image's size and then by width / longest side once more; here they
    become the output's corners."""
    points = np.float32(corners) * np.float32([WIDTH, HEIGHT])
    side = lambda one, two: int(np.hypot(*(points[one] - points[two])))
    width, height = (WIDTH, HEIGHT) if keep_size else (max(side(0, 1), side(3, 2)), max(side(0, 3), side(1, 2)))
    edges = cv2.getPerspectiveTransform(points, np.float32([[0, 0], [width, 0], [width, height], [0, height]]))
    # From edges to pixel centres, where Albumentations takes the same matrix.
    half = lambda by: np.array([[1, 0, by], [0, 1, by], [0, 0, 1]])
    centres = half(-0.5) @ edges @ half(0.5)
    transform = fixed(
        A.Perspective(keep_size=False, border_mode=BORDERS[border], p=1),
        matrix=centres,
        matrix_bbox=edges,
        max_height=height,
        max_width=width,
    )
    named = dict(zip(("topLeft", "topRight", "bottomRight", "bottomLeft"), corners))
    return case([{"kind": "perspective", "corners": named, "keepSize": keep_size, "border": border}], [transform])


def resized_crop(x, y, width, height, to_width, to_height, name="grey"):
    transform = fixed(
        A.RandomResizedCrop((to_height, to_width), mask_interpolation=cv2.INTER_NEAREST_EXACT, p=1),
        crop_coords=(x, y, x + width, y + height),
    )
    return case(
        [
            {
                "kind": "randomResizedCrop",
                "part": {"x": x, "y": y, "width": width, "height": height},
                "width": to_width,
                "height": to_height,
            }
        ],
        [transform],
        name,
        corner=0.5,
    )


def resize(width, height, name="grey"):
    return case(
        [{"kind": "resize", "width": width, "height": height}],
        [A.Resize(height, width, mask_interpolation=cv2.INTER_NEAREST_EXACT, p=1)],
        name,
        corner=0.5,
    )


def pad(left, top, right, bottom, border):
    transform = A.Pad((left, top, right, bottom), border_mode=BORDERS[border], p=1)
    return case(
        [{"kind": "pad", "left": left, "top": top, "right": right, "bottom": bottom, "border": border}],
        [transform],
        "noisy",
        annotations=border == "constant",
    )


def grid(columns, rows):
    """The edges of the image stay; Albumentations' own map shows the pixels between two steps twice."""

    def places(fractions, length):
        steps = np.arange(len(fractions) + 1) / len(fractions) * length
        return np.interp(np.arange(length) + 0.5, steps, np.concatenate([[0], np.cumsum(fractions)]) * length) - 0.5

    map_x, map_y = np.meshgrid(places(columns, WIDTH), places(rows, HEIGHT))
    transform = fixed(A.GridDistortion(border_mode=cv2.BORDER_REPLICATE, p=1), map_x=map_x, map_y=map_y)
    return case(
        [{"kind": "gridDistortion", "columns": columns, "rows": rows, "border": "edge"}], [transform], annotations=False
    )


def optical(distortion, border, name="grey"):
    """About the middle of the pixels, where Albumentations takes half a pixel to the lower right."""
    camera = np.array([[WIDTH, 0, (WIDTH - 1) / 2], [0, HEIGHT, (HEIGHT - 1) / 2], [0, 0, 1]], dtype=np.float32)
    map_x, map_y = cv2.initUndistortRectifyMap(
        camera, np.float32([distortion, distortion, 0, 0, 0]), None, None, (WIDTH, HEIGHT), cv2.CV_32FC1
    )
    transform = fixed(A.OpticalDistortion(border_mode=BORDERS[border], p=1), map_x=map_x, map_y=map_y)
    return case(
        [{"kind": "opticalDistortion", "distortion": distortion, "border": border}],
        [transform],
        name,
        annotations=False,
    )


def erase(holes, fill):
    transform = fixed(A.CoarseDropout(fill=fill, p=1), holes=np.array(holes), seed=0)
    fractions = [
        {"x": x / WIDTH, "y": y / HEIGHT, "width": (right - x) / WIDTH, "height": (bottom - y) / HEIGHT}
        for x, y, right, bottom in holes
    ]
    return case(
        [{"kind": "erase", "holes": fractions, "fill": fill / 255, "seed": 0}], [transform], "smooth", annotations=False
    )


def elastic(alpha, sigma, width, height):
    """One field from given noise: Albumentations blurs the two it draws as one picture, so that one runs into the
    other."""

    class Given:
        def uniform(self, low, high, size):
            return (noisy(1, width, height) / 127.5 - 1).reshape(size)

    field, _ = F.generate_displacement_fields((height, width), alpha, sigma, True, (0, 0), Given(), "uniform")
    encode = lambda values: base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()
    return {
        "alpha": alpha,
        "sigma": sigma,
        "width": width,
        "height": height,
        "noise": picture(noisy(1, width, height))["pixels"],
        "displacement": encode(field),
    }


FLIP = {"kind": "flip", "axis": "horizontal"}
turned = lambda factor: fixed(A.RandomRotate90(p=1), factor=factor)

write(
    "geometric",
    {
        "albumentations": A.__version__,
        "pictures": {name: picture(image) for name, image in PICTURES.items()},
        "mask": picture(MASK),
        "boxes": BOXES,
        "keypoints": KEYPOINTS,
        "cases": [
            rotate(17, "constant", name="faded"),
            rotate(-38.5, "edge"),
            rotate(163, "reflect"),
            rotate(25, "constant", name="faded grey"),
            shift(9, -3, "constant", name="noisy"),
            shift(-18, 10, "edge", name="noisy"),
            shift(9, 6, "reflect", name="noisy"),
            case([FLIP], [A.HorizontalFlip(p=1)], "noisy"),
            case([{"kind": "flip", "axis": "vertical"}], [A.VerticalFlip(p=1)], "noisy"),
            case([{"kind": "transpose"}], [A.Transpose(p=1)], "noisy"),
            *[case([{"kind": "rotate90", "quarterTurns": factor}], [turned(factor)], "noisy") for factor in (1, 2, 3)],
            affine(degrees=20, translate=(4, -3), scale=(1.3, 0.8), shear=(12, -7), name="faded grey"),
            affine(degrees=-75, scale=(0.7, 0.7), border="edge"),
            affine(shear=(20, 0), border="reflect"),
            affine(scale=(1.5, 1)),
            perspective([[0.1, 0.05], [0.92, 0.12], [0.97, 0.85], [0.04, 0.93]], True),
            perspective([[0.02, 0.2], [0.8, 0.01], [0.85, 0.95], [0.1, 0.75]], True, "edge"),
            perspective([[0.1, 0.05], [0.92, 0.12], [0.97, 0.85], [0.04, 0.93]], False),
            case([{"kind": "crop", "x": 7, "y": 11, "width": 25, "height": 17}], [A.Crop(7, 11, 32, 28, p=1)], "noisy"),
            resized_crop(3, 2, 29, 27, 34, 22, "smooth"),
            resized_crop(10, 9, 15, 20, 40, 32),
            resize(27, 41),
            resize(18, 15, "noisy"),
            resize(23, 19),
            pad(3, 5, 2, 1, "constant"),
            pad(6, 0, 4, 9, "reflect"),
            pad(6, 2, 4, 9, "edge"),
            grid([0.15, 0.25, 0.2, 0.18, 0.22], [0.3, 0.4, 0.3]),
            optical(0.3, "constant", "faded grey"),
            optical(-0.4, "edge"),
            erase([[5, 4, 20, 13], [15, 10, 31, 28]], 51),
            case(
                [
                    {"kind": "crop", "x": 4, "y": 6, "width": 28, "height": 20},
                    FLIP,
                    {"kind": "rotate90", "quarterTurns": 1},
                    {"kind": "pad", "left": 2, "top": 3, "right": 4, "bottom": 5, "border": "constant"},
                ],
                [A.Crop(4, 6, 32, 26, p=1), A.HorizontalFlip(p=1), turned(1), A.Pad((2, 3, 4, 5), p=1)],
                "noisy",
            ),
            *[
                case(
                    [{"kind": "shift", "x": 0.25, "y": 0.3, "border": "constant"}],
                    [A.Affine(translate_px={"x": (9, 9), "y": (9, 9)}, p=1)],
                    min_visibility=least,
                )
                for least in (0.4, 0.8)
            ],
        ],
        "elastic": [elastic(34, 4, 28, 24), elastic(8, 1.5, 20, 16)],
    },
    "augment",
)
