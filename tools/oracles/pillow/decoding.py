"""Small image files of every kind that the decoder of packages/ingest has a rule for, and the sRGB pixels that Pillow (or, for 16 bits, the definition) gives of them."""

from golden import write

import base64
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageChops, ImageCms, ImageOps

WIDTH, HEIGHT = 7, 5
cases = []


def scene(channels=3, seed=1):
    """Smooth, so that lossy formats stay near; no symmetry, so that each orientation differs."""
    y, x, channel = np.indices((HEIGHT, WIDTH, channels))
    return ((20 + 24 * x + 13 * y + 30 * channel * seed) % 256).astype("uint8")


def case(name, file, expected, tolerance=0):
    """`expected`: an image or an array of [height, width, 3], 0 to 255."""
    pixels = np.asarray(expected.convert("RGB") if isinstance(expected, Image.Image) else expected)
    height, width, _ = pixels.shape
    encode = lambda data: base64.b64encode(data).decode()
    cases.append({"name": name, "file": encode(file), "width": width, "height": height, "pixels": encode(pixels.astype("uint8").tobytes()), "tolerance": tolerance})


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(file):
    return Image.open(io.BytesIO(file))


def png(rows, depth, colour_type, chunks=()):
    """A PNG of packed rows: 0 grey, 2 RGB, 4 grey and alpha, 6 RGBA."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, 0)
    data = b"".join(b"\0" + row for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*each) for each in chunks) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def profile(primaries, curve, space=b"RGB "):
    """An ICC profile (version 2) of a display: its primaries as columns of XYZ under D50, or none of a grey one, and its curve."""
    fixed = lambda value: struct.pack(">i", round(value * 65536))
    xyz = lambda values: b"XYZ \0\0\0\0" + b"".join(map(fixed, values))
    text = lambda words: b"desc\0\0\0\0" + struct.pack(">I", len(words) + 1) + words + b"\0" * 79
    tags = [(b"desc", text(b"test")), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz((0.9642, 1, 0.8249)))]
    tags += [(name, xyz(column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries)]
    tags += [(name, curve) for name in ((b"rTRC", b"gTRC", b"bTRC") if space == b"RGB " else (b"kTRC",))]
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s12s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", space, b"XYZ ", b"\0" * 12, b"acsp") + b"\0" * 28
    header += b"".join(map(fixed, (0.9642, 1, 0.8249)))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def gamma(exponent):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256))


def sampled(function, count=1024):
    values = [round(65535 * function(index / (count - 1))) for index in range(count)]
    return b"curv\0\0\0\0" + struct.pack(f">I{count}H", count, *values)


def to_srgb(image, icc):
    return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"), outputMode="RGB")


colour, other, grey = Image.fromarray(scene()), Image.fromarray(scene(seed=2)), Image.fromarray(scene(1)[..., 0])
alpha = np.linspace(0, 255, WIDTH * HEIGHT).astype("uint8").reshape(HEIGHT, WIDTH, 1)
on_black = lambda image: Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image.convert("RGBA"))

for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind, options, tolerance in (("PNG", {}, 0), ("JPEG", {"quality": 95, "subsampling": 0}, 1)):
        file = saved(colour, kind, exif=exif, **options)
        case(f"{kind} with EXIF orientation {orientation}", file, ImageOps.exif_transpose(opened(file)), tolerance)

linear = lambda value: value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
display_p3 = profile([(0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)], sampled(linear, 256))
adobe_rgb = profile([(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)], gamma(2.19921875))
linear_grey = profile([], gamma(1), b"GRAY")
case("PNG in Display P3", saved(colour, "PNG", icc_profile=display_p3), to_srgb(colour, display_p3), 2)
case("JPEG in Adobe RGB", saved(colour, "JPEG", quality=95, subsampling=0, icc_profile=adobe_rgb), to_srgb(opened(saved(colour, "JPEG", quality=95, subsampling=0)), adobe_rgb), 2)
case("TIFF in Adobe RGB", saved(colour, "TIFF", icc_profile=adobe_rgb), to_srgb(colour, adobe_rgb), 2)
case("PNG with a damaged profile", saved(colour, "PNG", icc_profile=adobe_rgb[:100]), colour)

deep = (scene().astype(">u2") * 257 + 131).clip(0, 65535).astype(">u2")
case("16-bit colour PNG", png([row.tobytes() for row in deep], 16, 2), opened(png([row.tobytes() for row in deep], 16, 2)))
deep_grey = np.linspace(0, 65535, WIDTH * HEIGHT).astype(">u2").reshape(HEIGHT, WIDTH)
thrice = lambda array: np.repeat(np.asarray(array)[..., None], 3, axis=-1)
case("16-bit grey PNG", png([row.tobytes() for row in deep_grey], 16, 0), thrice(deep_grey >> 8))
case("16-bit grey TIFF", saved(Image.fromarray(deep_grey.astype("<u2")), "TIFF"), thrice(deep_grey >> 8))
deep_alpha = np.concatenate([deep, alpha.astype(">u2") * 257], axis=-1).astype(">u2")
case("16-bit colour PNG with alpha", png([row.tobytes() for row in deep_alpha], 16, 6), on_black(opened(png([row.tobytes() for row in deep_alpha], 16, 6))), 1)
for depth in (1, 2, 4):
    levels = scene(1)[..., 0] >> (8 - depth)
    bits = np.unpackbits(levels[..., None], axis=-1)[..., 8 - depth:].reshape(HEIGHT, -1)
    case(f"{depth}-bit grey PNG", png([row.tobytes() for row in np.packbits(bits, axis=-1)], depth, 0), thrice(levels * (255 // (2**depth - 1))))
case("1-bit TIFF", saved(grey.convert("1"), "TIFF", compression="group4"), grey.convert("1"))

case("grey PNG", saved(grey, "PNG"), grey)
case("grey JPEG", saved(grey, "JPEG", quality=95), opened(saved(grey, "JPEG", quality=95)))
case("JPEG with halved colours", saved(colour, "JPEG", quality=90, subsampling=2), opened(saved(colour, "JPEG", quality=90, subsampling=2)), 1)
case("progressive JPEG", saved(colour, "JPEG", quality=90, progressive=True), opened(saved(colour, "JPEG", quality=90, progressive=True)), 1)
rgba = Image.fromarray(np.concatenate([scene(), alpha], axis=-1))
la = Image.fromarray(np.concatenate([scene(1), alpha], axis=-1), "LA")
case("PNG with alpha", saved(rgba, "PNG"), on_black(rgba), 1)
case("grey PNG with alpha", saved(la, "PNG"), on_black(la), 1)
case("WebP with alpha", saved(rgba, "WEBP", lossless=True, exact=True), on_black(rgba), 1)
palette = colour.quantize(6)
case("palette PNG", saved(palette, "PNG"), palette)
case("palette PNG with a transparent colour", saved(palette, "PNG", transparency=2), on_black(opened(saved(palette, "PNG", transparency=2))))
case("palette PNG with degrees of transparency", saved(palette, "PNG", transparency=bytes([0, 60, 120, 180, 240, 255])), on_black(opened(saved(palette, "PNG", transparency=bytes([0, 60, 120, 180, 240, 255])))), 1)
case("palette GIF", saved(palette, "GIF"), palette)
case("palette GIF with a transparent colour", saved(palette, "GIF", transparency=2), on_black(opened(saved(palette, "GIF", transparency=2)).convert("RGBA")))
case("animated GIF", saved(palette, "GIF", save_all=True, append_images=[other.quantize(6)]), palette)
case("animated WebP", saved(colour, "WEBP", save_all=True, append_images=[other], lossless=True), colour)
case("TIFF of two pages", saved(colour, "TIFF", save_all=True, append_images=[other], compression="tiff_lzw"), colour)

# Pillow mixes inks by a formula, the decoder by the profile of a press: near where there is little ink, not equal. Read the wrong way round they would be 240 apart.
inks = Image.fromarray(scene(4) // 8, "CMYK")
adobe = saved(inks, "JPEG", quality=95, subsampling=0)
start = adobe.index(b"\xff\xee\x00\x0eAdobe")
case("CMYK JPEG", adobe, opened(adobe), 40)
case("CMYK JPEG without Adobe's marker", adobe[:start] + adobe[start + 16 :], opened(adobe), 40)
case("CMYK TIFF", saved(inks, "TIFF"), inks, 40)

encode = lambda data: base64.b64encode(data).decode()
refused = {f"TIFF of {kind}": encode(saved(Image.fromarray(scene(1)[..., 0].astype(kind)), "TIFF")) for kind in ("float32", "int32")}

write("decoding", {"cases": cases, "refused": refused}, "ingest")
