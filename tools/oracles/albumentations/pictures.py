"""The test pictures of this folder's oracles, made by formula, and how pixels are kept in golden files."""

import base64

import numpy as np

WIDTH, HEIGHT = 48, 40


def smooth(channels=3, width=WIDTH, height=HEIGHT):
    """Waves whose steepest slope is some 10 grey levels a pixel, so that OpenCV's places in 1/32 pixel stay below a
    grey level: `[height, width]` or `[height, width, 3]`."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [
        128 + 70 * np.sin(x / 9.0) + 45 * np.cos(y / 8.0),
        120 + 80 * np.cos(x / 10.0 + y / 14.0) - 30 * np.sin(y / 7.0),
        135 + 60 * np.sin(y / 9.0 - x / 12.0) + 50 * np.cos(x / 11.0),
    ][:channels]
    return np.clip(np.round(waves), 0, 255).astype(np.uint8).transpose(1, 2, 0).squeeze()


def noisy(channels=3, width=WIDTH, height=HEIGHT):
    """Every byte, without order (a hash of the place)."""
    index = np.arange(height * width * channels, dtype=np.uint32)
    index = (index ^ (index >> 16)) * np.uint32(0x7FEB352D)
    index = (index ^ (index >> 15)) * np.uint32(0x846CA68B)
    return (index >> 16).astype(np.uint8).reshape(height, width, channels).squeeze()


def picture(image):
    """As the tests read it: `{width, height, channels, pixels}`, the pixels `[height, width, channels]` in base64."""
    height, width = image.shape[:2]
    channels = image.shape[2] if image.ndim == 3 else 1
    return {
        "width": width,
        "height": height,
        "channels": channels,
        "pixels": base64.b64encode(np.ascontiguousarray(image, dtype=np.uint8).tobytes()).decode(),
    }
