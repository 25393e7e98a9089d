// @ts-check
// A canvas to draw on, and its ink as the picture that a digit model was trained on.

/** Side of the drawing canvas in its own pixels; the style sheet decides its size on the screen. */
const SIDE = 448;
/** MNIST's digits fill a box of 20×20 within 28×28 pixels. */
const BOX_SHARE = 20 / 28;

/**
 * Lets the user draw white on black with mouse, touch or pen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} onChange called at each stroke's every move
 */
export function createPad(canvas, onChange) {
  canvas.width = canvas.height = SIDE;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  let drawing = false;

  /** @param {PointerEvent} event */
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return /** @type {const} */ ([
      ((event.clientX - box.left) / box.width) * SIDE,
      ((event.clientY - box.top) / box.height) * SIDE,
    ]);
  };

  const clear = () => {
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    onChange();
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    context.strokeStyle = '#fff';
    context.lineWidth = SIDE / 13;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(...place(event));
    context.lineTo(...place(event));
    context.stroke();
    onChange();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drawing) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const step of events.length > 0 ? events : [event]) context.lineTo(...place(step));
    context.stroke();
    onChange();
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => (drawing = false));
  clear();

  return {
    clear,
    /** The brightness of each pixel, row by row. */
    pixels() {
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      return Uint8Array.from({ length: SIDE * SIDE }, (_, index) => data[index * 4] ?? 0);
    },
  };
}

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
  const scale = Math.min((width * BOX_SHARE) / box.width, (height * BOX_SHARE) / box.height);
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

/**
 * Paints brightness onto a canvas of that size.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8ClampedArray | undefined} pixels nothing: black
 * @param {number} width
 * @param {number} height
 */
export function paint(canvas, pixels, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  for (let index = 0; index < width * height; index++) {
    const value = pixels?.[index] ?? 0;
    image.data.set([value, value, value, 255], index * 4);
  }
  context.putImageData(image, 0, 0);
}
