// @ts-check
// Ink as the picture that a digit model was trained on.

/** MNIST's digits fill a box of 20×20 within 28×28 pixels. */
export const BOX_FRACTION = 20 / 28;

/**
 * Centres ink as MNIST's authors did (LeCun, Cortes and Burges): its bounding box is scaled, keeping its proportions,
 * to fit 20×20, then the centre of its mass is moved to the middle of 28×28 (of `width`×`height`, in that proportion).
 *
 * @param {Uint8Array} ink a square of brightness, row by row
 * @param {number} width
 * @param {number} height
 * @returns {Uint8ClampedArray | undefined} brightness, row by row; nothing when there is no ink
 */
export function centreInk(ink, width, height) {
  const side = Math.sqrt(ink.length);
  const box = boundsOf(ink, side);
  if (!box) return undefined;
  const scale = Math.min((width * BOX_FRACTION) / box.width, (height * BOX_FRACTION) / box.height);
  const small = {
    width: Math.max(1, Math.round(box.width * scale)),
    height: Math.max(1, Math.round(box.height * scale)),
  };
  const shrunk = averages(ink, side, box, small);

  let mass = 0;
  let massX = 0;
  let massY = 0;
  shrunk.forEach((value, index) => {
    mass += value;
    massX += value * ((index % small.width) + 0.5);
    massY += value * (Math.floor(index / small.width) + 0.5);
  });
  const left = Math.round(width / 2 - massX / mass);
  const top = Math.round(height / 2 - massY / mass);
  const centred = new Uint8ClampedArray(width * height);
  shrunk.forEach((value, index) => {
    const x = left + (index % small.width);
    const y = top + Math.floor(index / small.width);
    if (x >= 0 && x < width && y >= 0 && y < height) centred[y * width + x] = value;
  });
  return centred;
}

/**
 * @param {Uint8Array} ink
 * @param {number} side
 */
function boundsOf(ink, side) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  ink.forEach((value, index) => {
    if (value === 0) return;
    const x = index % side;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, Math.floor(index / side));
    bottom = Math.floor(index / side);
  });
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Shrinks a part of the ink; each pixel is the average of those it covers.
 *
 * @param {Uint8Array} ink
 * @param {number} side
 * @param {{ left: number, top: number, width: number, height: number }} box
 * @param {{ width: number, height: number }} size
 */
function averages(ink, side, box, size) {
  return Float32Array.from({ length: size.width * size.height }, (_, index) => {
    const column = index % size.width;
    const row = Math.floor(index / size.width);
    const [left, right] = covered(box.left, box.width, size.width, column);
    const [top, bottom] = covered(box.top, box.height, size.height, row);
    let sum = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) sum += /** @type {number} */ (ink[y * side + x]);
    return sum / ((right - left) * (bottom - top));
  });
}

/**
 * @param {number} start
 * @param {number} length
 * @param {number} parts
 * @param {number} part
 */
function covered(start, length, parts, part) {
  const from = start + Math.floor((part * length) / parts);
  return /** @type {const} */ ([from, Math.max(from + 1, start + Math.floor(((part + 1) * length) / parts))]);
}
