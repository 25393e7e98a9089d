"""Small image files of every kind that the decoder of packages/ingest has a rule for, and the sRGB pixels that Pillow
(or, for 16 bits, the definition) gives of them."""

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
    cases.append(
        {
            "name": name,
            "file": encode(file),
            "width": width,
            "height": height,
            "pixels": encode(pixels.astype("uint8").tobytes()),
            "tolerance": tolerance,
        }
    )


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
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunk(*each) for each in chunks)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


def profile(primaries, curve, space=b"RGB "):
    """An ICC profile (version 2) of a display: its primaries as columns of XYZ under D50, or none of a grey one, and
    its curve."""
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
    header = (
        struct.pack(">I4sI4s4s4s12s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", space, b"XYZ ", b"\0" * 12, b"acsp")
        + b"\0" * 28
    )
    header += b"".join(map(fixed, (0.9642, 1, 0.8249)))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def gamma(exponent):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256))


def sampled(function, count=1024):
    values = [round(65535 * function(index / (count - 1))) for index in range(count)]
    return b"curv\0\0\0\0" + struct.pack(f">I{count}H", count, *values)


def to_srgb(image, icc):
    return ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )


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
display_p3 = profile(
    [(0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)], sampled(linear, 256)
)
adobe_rgb = profile(
    [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)], gamma(2.19921875)
)
linear_grey = profile([], gamma(1), b"GRAY")
case("PNG in Display P3", saved(colour, "PNG", icc_profile=display_p3), to_srgb(colour, display_p3), 2)
case(
    "JPEG in Adobe RGB",
    saved(colour, "JPEG", quality=95, subsampling=0, icc_profile=adobe_rgb),
    to_srgb(opened(saved(colour, "JPEG", quality=95, subsampling=0)), adobe_rgb),
    2,
)
case("TIFF in Adobe RGB", saved(colour, "TIFF", icc_profile=adobe_rgb), to_srgb(colour, adobe_rgb), 2)
case("PNG with a damaged profile", saved(colour, "PNG", icc_profile=adobe_rgb[:100]), colour)

deep = (scene().astype(">u2") * 257 + 131).clip(0, 65535).astype(">u2")
case(
    "16-bit colour PNG",
    png([row.tobytes() for row in deep], 16, 2),
    opened(png([row.tobytes() for row in deep], 16, 2)),
)
deep_grey = np.linspace(0, 65535, WIDTH * HEIGHT).astype(">u2").reshape(HEIGHT, WIDTH)
thrice = lambda array: np.repeat(np.asarray(array)[..., None], 3, axis=-1)
case("16-bit grey PNG", png([row.tobytes() for row in deep_grey], 16, 0), thrice(deep_grey >> 8))
case("16-bit grey TIFF", saved(Image.fromarray(deep_grey.astype("<u2")), "TIFF"), thrice(deep_grey >> 8))
deep_alpha = np.concatenate([deep, alpha.astype(">u2") * 257], axis=-1).astype(">u2")
case(
    "16-bit colour PNG with alpha",
    png([row.tobytes() for row in deep_alpha], 16, 6),
    on_black(opened(png([row.tobytes() for row in deep_alpha], 16, 6))),
    1,
)
for depth in (1, 2, 4):
    levels = scene(1)[..., 0] >> (8 - depth)
    bits = np.unpackbits(levels[..., None], axis=-1)[..., 8 - depth :].reshape(HEIGHT, -1)
    case(
        f"{depth}-bit grey PNG",
        png([row.tobytes() for row in np.packbits(bits, axis=-1)], depth, 0),
        thrice(levels * (255 // (2**depth - 1))),
    )
case("1-bit TIFF", saved(grey.convert("1"), "TIFF", compression="group4"), grey.convert("1"))

case("grey PNG", saved(grey, "PNG"), grey)
case("grey JPEG", saved(grey, "JPEG", quality=95), opened(saved(grey, "JPEG", quality=95)))
case(
    "JPEG with halved colours",
    saved(colour, "JPEG", quality=90, subsampling=2),
    opened(saved(colour, "JPEG", quality=90, subsampling=2)),
    1,
)
case(
    "progressive JPEG",
    saved(colour, "JPEG", quality=90, progressive=True),
    opened(saved(colour, "JPEG", quality=90, progressive=True)),
    1,
)
rgba = Image.fromarray(np.concatenate([scene(), alpha], axis=-1))
la = Image.fromarray(np.concatenate([scene(1), alpha], axis=-1), "LA")
case("PNG with alpha", saved(rgba, "PNG"), on_black(rgba), 1)
case("grey PNG with alpha", saved(la, "PNG"), on_black(la), 1)
case("WebP with alpha", saved(rgba, "WEBP", lossless=True, exact=True), on_black(rgba), 1)
palette = colour.quantize(6)
case("palette PNG", saved(palette, "PNG"), palette)
case(
    "palette PNG with a transparent colour",
    saved(palette, "PNG", transparency=2),
    on_black(opened(saved(palette, "PNG", transparency=2))),
)
case(
    "palette PNG with degrees of transparency",
    saved(palette, "PNG", transparency=bytes([0, 60, 120, 180, 240, 255])),
    on_black(opened(saved(palette, "PNG", transparency=bytes([0, 60, 120, 180, 240, 255])))),
    1,
)
case("palette GIF", saved(palette, "GIF"), palette)
case(
    "palette GIF with a transparent colour",
    saved(palette, "GIF", transparency=2),
    on_black(opened(saved(palette, "GIF", transparency=2)).convert("RGBA")),
)
case("animated GIF", saved(palette, "GIF", save_all=True, append_images=[other.quantize(6)]), palette)
case("animated WebP", saved(colour, "WEBP", save_all=True, append_images=[other], lossless=True), colour)
case("TIFF of two pages", saved(colour, "TIFF", save_all=True, append_images=[other], compression="tiff_lzw"), colour)

# Pillow mixes inks by a formula, the decoder by the profile of a press: near where there is little ink, not equal. Read
# the wrong way round they would be 240 apart.
inks = Image.fromarray(scene(4) // 8, "CMYK")
adobe = saved(inks, "JPEG", quality=95, subsampling=0)
start = adobe.index(b"\xff\xee\x00\x0eAdobe")
case("CMYK JPEG", adobe, opened(adobe), 40)
case("CMYK JPEG without Adobe's marker", adobe[:start] + adobe[start + 16 :], opened(adobe), 40)
case("CMYK TIFF", saved(inks, "TIFF"), inks, 40)


def bmp(rows, bits, palette=b"", compression=0, header=40, masks=b"", height=HEIGHT):
    """A BMP of rows as they are stored, or of run lengths; `header` is the length of its second one."""
    body = b"".join(row + b"\0" * (-len(row) % 4) for row in rows) if isinstance(rows, list) else rows
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        used = len(palette) // 4 if palette else 0
        info = (
            struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(body), 2835, 2835, used, 0)
            + masks
        )
        info = info.ljust(header, b"\0")
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + palette + body


def bmp_case(name, file, tolerance=0):
    image = opened(file)
    case(name, file, on_black(image) if image.mode == "RGBA" else image, tolerance)


indices = scene(1)[..., 0]
up = lambda array: [np.ascontiguousarray(row).tobytes() for row in array[::-1]]
packed = lambda array, bits: np.packbits(
    np.unpackbits(array[..., None], axis=-1)[..., 8 - bits :].reshape(HEIGHT, -1), axis=-1
)
colours = lambda count: b"".join(
    bytes([(37 * at) % 256, (91 * at + 9) % 256, (255 - 13 * at) % 256, 0]) for at in range(count)
)
triples = lambda entries: b"".join(entries[at : at + 3] for at in range(0, len(entries), 4))
for bits in (1, 4, 8):
    levels = indices >> (8 - bits)
    bmp_case(f"{bits}-bit palette BMP", bmp(up(packed(levels, bits)), bits, colours(2**bits)))
    bmp_case(f"{bits}-bit OS/2 BMP", bmp(up(packed(levels, bits)), bits, triples(colours(2**bits)), header=12))
levels = indices >> 6
file = bmp(up(packed(levels, 2)), 2, colours(4))
lookup = np.frombuffer(colours(4), "uint8").reshape(4, 4)[:, 2::-1]
case("2-bit palette BMP", file, lookup[levels])
bmp_case("grey BMP", saved(grey, "BMP"))
bmp_case("1-bit BMP", saved(grey.convert("1"), "BMP"))
bmp_case("24-bit BMP", saved(colour, "BMP"))
bmp_case("24-bit BMP from the top down", bmp([row.tobytes() for row in scene()[..., ::-1]], 24, height=-HEIGHT))
four = np.concatenate([scene()[..., ::-1], alpha], axis=-1)
bmp_case("32-bit BMP whose fourth byte means nothing", bmp(up(four), 32))
words = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
bmp_case("32-bit BMP with alpha", bmp(up(four), 32, compression=3, header=108, masks=words), 1)
case(
    "32-bit BMP with masks of another order",
    bmp(up(four), 32, compression=3, masks=struct.pack("<III", 0xFF, 0xFF00, 0xFF0000), header=52),
    scene()[..., ::-1],
)
high = (scene().astype("<u2") >> 3) @ np.array([1 << 10, 1 << 5, 1], "<u2")
bmp_case("16-bit BMP of 5 bits each", bmp(up(high.astype("<u2")), 16), 1)
mixed = ((scene().astype("<u2") >> np.array([3, 2, 3], "<u2")) @ np.array([1 << 11, 1 << 5, 1], "<u2")).astype("<u2")
bmp_case(
    "16-bit BMP of 5, 6 and 5 bits",
    bmp(up(mixed), 16, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F), header=52),
    1,
)
runs8 = b"".join(bytes([3, int(row[0]), 0, 4]) + row[3:7].tobytes() + b"\0\0" for row in indices[::-1]) + b"\0\1"
bmp_case("BMP of run lengths of 8 bits", bmp(runs8, 8, colours(256), compression=1))
small = indices >> 4
pair = lambda one, other: (int(one) << 4) | int(other)
runs4 = (
    b"".join(
        bytes([3, pair(row[0], row[1]), 0, 4, pair(row[3], row[4]), pair(row[5], row[6]), 0, 0]) for row in small[::-1]
    )
    + b"\0\1"
)
bmp_case("BMP of run lengths of 4 bits", bmp(runs4, 4, colours(16), compression=2))


def tiff(blocks, tags, order="<", big=False):
    """A TIFF of blocks; tags are lists of numbers, in their order those of the blocks' places and lengths are added."""
    tiled = 322 in tags
    tags = {256: [WIDTH], 257: [HEIGHT], 259: [1], **tags}
    place, length = (324, 325) if tiled else (273, 279)
    tags[place], tags[length] = [0] * len(blocks), [len(block) for block in blocks]
    if not tiled:
        tags.setdefault(278, [HEIGHT])
    word, inline = ("Q", 8) if big else ("I", 4)
    value = lambda numbers: struct.pack(f"{order}{len(numbers)}{word}", *numbers)
    first = 16 if big else 8
    start = first + (8 + 20 * len(tags) + 8 if big else 2 + 12 * len(tags) + 4)
    beyond = sum(len(value(numbers)) for numbers in tags.values() if len(value(numbers)) > inline)
    at = start + beyond
    for index, block in enumerate(blocks):
        tags[place][index] = at
        at += len(block)
    entries, values = b"", b""
    for tag, numbers in sorted(tags.items()):
        data = value(numbers)
        if len(data) > inline:
            data, values = struct.pack(order + word, start + len(values)), values + data
        entries += struct.pack(order + "HH" + word, tag, 16 if big else 4, len(numbers)) + data
    mark = b"II" if order == "<" else b"MM"
    head = struct.pack(order + "HHHQ", 43, 8, 0, 16) if big else struct.pack(order + "HI", 42, 8)
    return (
        mark
        + head
        + struct.pack(order + ("Q" if big else "H"), len(tags))
        + entries
        + struct.pack(order + word, 0)
        + values
        + b"".join(blocks)
    )


deep12 = deep_grey.astype("u2") >> 4


def bits12(rows):
    bits = np.unpackbits(rows.astype(">u2").view("uint8").reshape(len(rows), -1, 2), axis=-1)[..., 4:]
    return [np.packbits(row).tobytes() for row in bits.reshape(len(rows), -1)]


grey12 = {258: [12], 262: [1], 277: [1]}
expected12 = thrice(deep12 >> 4)
for order in "<>":
    case(f"12-bit grey TIFF, byte order {order}", tiff([b"".join(bits12(deep12))], grey12, order), expected12)
case(
    "12-bit grey TIFF in strips, deflated",
    tiff([zlib.compress(b"".join(bits12(deep12)[at : at + 2])) for at in (0, 2, 4)], {**grey12, 259: [8], 278: [2]}),
    expected12,
)
case("12-bit grey TIFF, white is 0", tiff([b"".join(bits12(4095 - deep12))], {**grey12, 262: [0]}), expected12)
case(
    "12-bit colour BigTIFF",
    tiff([b"".join(bits12((deep >> 4).reshape(HEIGHT, -1)))], {258: [12] * 3, 262: [2], 277: [3]}, big=True),
    deep >> 8,
)
case("BigTIFF", tiff([grey.tobytes()], {258: [8], 262: [1], 277: [1]}, big=True), grey)
case("BigTIFF, high byte first", tiff([colour.tobytes()], {258: [8] * 3, 262: [2], 277: [3]}, ">", big=True), colour)
tile = lambda plane: np.pad(plane, ((0, 16 - HEIGHT), (0, 16 - WIDTH)))
planes = [tile(scene()[..., band]).tobytes() for band in range(3)]
tiles = {258: [8] * 3, 262: [2], 277: [3], 284: [2], 322: [16], 323: [16]}
case("TIFF of tiles in separate planes", tiff(planes, tiles), colour)
case(
    "TIFF of tiles in separate planes, turned",
    tiff(planes, {**tiles, 274: [6]}),
    Image.fromarray(scene()).transpose(Image.Transpose.ROTATE_270),
)
for compression, kind in (("tiff_lzw", "LZW"), ("packbits", "PackBits")):
    strips = opened(saved(Image.fromarray(tile(scene()[..., 0])), "TIFF", compression=compression))
    place, size = strips.tag_v2[273][0], strips.tag_v2[279][0]
    one = saved(Image.fromarray(tile(scene()[..., 0])), "TIFF", compression=compression)[place : place + size]
    case(
        f"TIFF of tiles in separate planes, {kind}",
        tiff([one] * 3, {**tiles, 259: [strips.tag_v2[259]]}),
        thrice(scene()[..., 0]),
    )
lab = np.stack(
    [60 + 5 * indices.astype(int) % 120, indices.astype(int) % 40 - 20, 15 - indices.astype(int) % 30], axis=-1
)
signed = (lab % 256).astype("uint8")
# LittleCMS reckons with tables here, the decoder by the formulas.
to_rgb = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
case(
    "CIE L*a*b* TIFF",
    tiff([signed.tobytes()], {258: [8] * 3, 262: [8], 277: [3]}),
    ImageCms.applyTransform(Image.frombytes("LAB", (WIDTH, HEIGHT), signed.tobytes()), to_rgb),
    4,
)
case(
    "ICC L*a*b* TIFF",
    tiff([(lab + [0, 128, 128]).astype("uint8").tobytes()], {258: [8] * 3, 262: [9], 277: [3]}),
    ImageCms.applyTransform(Image.frombytes("LAB", (WIDTH, HEIGHT), signed.tobytes()), to_rgb),
    4,
)

encode = lambda data: base64.b64encode(data).decode()
other = {
    "JPEG 2000": saved(colour, "JPEG2000"),
    "Targa (TGA)": saved(colour, "TGA"),
    "an icon (ICO)": saved(colour, "ICO", sizes=[(16, 16)]),
    "PPM": saved(colour, "PPM"),
    "PGM": saved(grey, "PPM"),
    "DDS": saved(colour, "DDS"),
}
other = {name: encode(file) for name, file in other.items()}
strange = {
    "old-style JPEG compression": tiff([b"\0" * 40], {258: [8] * 3, 259: [6], 262: [6], 277: [3]}),
    "Zstandard compression": tiff([b"\0" * 40], {258: [8], 259: [50000], 262: [1], 277: [1]}),
    "JPEG 2000 compression": tiff([b"\0" * 40], {258: [8], 259: [34712], 262: [1], 277: [1]}),
    "5, 6, 5 bits per sample": tiff([b"\0" * 70], {258: [5, 6, 5], 262: [2], 277: [3]}),
    "the raw format of a camera": tiff([grey.tobytes()], {258: [8], 262: [1], 277: [1], 50706: [1]}),
    "24 bits per sample": tiff([b"\0" * 105], {258: [24], 262: [1], 277: [1]}),
}
strange = {name: encode(file) for name, file in strange.items()}
refused = {
    f"TIFF of {kind}": encode(saved(Image.fromarray(scene(1)[..., 0].astype(kind)), "TIFF"))
    for kind in ("float32", "int32")
}

write("decoding", {"cases": cases, "refused": refused, "strange": strange, "other": other}, "ingest")
