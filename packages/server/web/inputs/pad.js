// @ts-check
// A canvas to draw on.

/** Side of the drawing canvas in its own pixels; the style sheet decides its size on the screen. */
const SIDE = 448;

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
