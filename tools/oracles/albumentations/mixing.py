"""Albumentations' Mosaic with its meeting point and its order given: the functions behind it, each cell as large as
the picture."""

from golden import write
from pictures import noisy, picture, smooth

import albumentations as A
import cv2
import numpy as np
from albumentations.augmentations.mixing import functional as mixing

WIDTH, HEIGHT = 30, 24
random = np.random.default_rng(5)


def item(number):
    image = np.ascontiguousarray(smooth(3, WIDTH, HEIGHT) if number % 2 else noisy(3, WIDTH, HEIGHT))
    image[..., number % 3] //= number + 1
    corners = np.sort(random.uniform(0, 1, size=(3, 2, 2)), axis=1)
    places = random.uniform(0, 1, size=(4, 2)) * [WIDTH, HEIGHT]
    return {
        "image": image,
        "mask": (random.integers(0, 3, size=(HEIGHT, WIDTH)) + 4 * number).astype(np.uint8),
        "bboxes": corners.reshape(3, 4),
        "keypoints": np.column_stack([places, np.zeros((4, 3))]),
    }


ITEMS = [item(number) for number in range(4)]


def annotations(boxes, keypoints):
    """Boxes by left, top, right and bottom; keypoints by x and y: fractions of the size."""
    return {
        "boxes": np.round(boxes[:, :4], 6).tolist(),
        "keypoints": np.round(keypoints[:, :2] / [WIDTH, HEIGHT], 6).tolist(),
    }


def cases():
    for (x, y), order in (((9, 8), [0, 1, 2, 3]), ((21, 16), [2, 0, 3, 1]), ((16, 5), [3, 2, 1, 0])):
        placements = mixing.calculate_cell_placements(
            (2, 2), (HEIGHT, WIDTH), (HEIGHT, WIDTH), (WIDTH - x + WIDTH // 2, HEIGHT - y + HEIGHT // 2)
        )
        cells = mixing.process_all_mosaic_geometries(
            (HEIGHT, WIDTH),
            (HEIGHT, WIDTH),
            dict(zip(placements, order)),
            ITEMS,
            0,
            0,
            "cover",
            cv2.INTER_LINEAR,
            cv2.INTER_NEAREST,
        )
        cells = mixing.shift_all_coordinates(cells, (HEIGHT, WIDTH))
        yield {
            "operation": {"kind": "mosaic", "x": x / WIDTH, "y": y / HEIGHT, "order": order, "partners": [1, 2, 3]},
            "image": picture(
                mixing.assemble_mosaic_from_processed_cells(cells, (HEIGHT, WIDTH, 3), np.uint8, "image", 0)
            ),
            "mask": picture(mixing.assemble_mosaic_from_processed_cells(cells, (HEIGHT, WIDTH), np.uint8, "mask", 0)),
            **annotations(
                np.concatenate([cells[each]["bboxes"][:, :4] for each in placements]),
                np.concatenate([cells[each]["keypoints"][:, :2] for each in placements]),
            ),
        }


write(
    "mixing",
    {
        "albumentations": A.__version__,
        "samples": [
            {
                "image": picture(each["image"]),
                "mask": picture(each["mask"]),
                **annotations(each["bboxes"], each["keypoints"]),
            }
            for each in ITEMS
        ],
        "cases": list(cases()),
    },
    "augment",
)
