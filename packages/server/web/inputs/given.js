// @ts-check
// Shows what the model is given: a chosen file, the first of several, or a drawing as it is sent.
import { byId } from '../dom.js';

const canvas = byId('given', HTMLCanvasElement);
const image = byId('given-image', HTMLImageElement);
const video = byId('given-video', HTMLVideoElement);

/**
 * @param {readonly File[]} files what is sent; none for a drawing
 * @param {{ pixels: Uint8ClampedArray | undefined, width: number, height: number }} drawing without pixels: none
 */
export function showGiven(files, { pixels, width, height }) {
  canvas.hidden = files.length > 0;
  image.hidden = files.length === 0 || !isImage() || (image.complete && image.naturalWidth === 0);
  video.hidden = files.length === 0 || isImage() || video.error !== null;
  byId('given-caption', HTMLElement).textContent =
    files.length > 1 ? `the first of ${files.length}` : files.length > 0 ? 'as sent' : 'the model’s view';
  if (files.length > 0) return;
  byId('hint', HTMLElement).hidden = Boolean(pixels);
  paint(pixels, width, height);
}

/** Loads what {@link showGiven} shows of files: a video plays in a loop. @param {File} file */
export function loadGiven(file) {
  for (const source of [image.src, video.src]) if (source.startsWith('blob:')) URL.revokeObjectURL(source);
  image.removeAttribute('src');
  video.removeAttribute('src');
  const shown = file.type.startsWith('video/') ? video : image;
  shown.src = URL.createObjectURL(file);
}

function isImage() {
  return image.hasAttribute('src');
}

/** The drawing as it is sent: a PNG of the model's size. @returns {Promise<Blob | undefined>} */
export function drawnPng() {
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

/**
 * Paints brightness onto the canvas, made of that size.
 *
 * @param {Uint8ClampedArray | undefined} pixels nothing: black
 * @param {number} width
 * @param {number} height
 */
function paint(pixels, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const painted = context.createImageData(width, height);
  for (let index = 0; index < width * height; index++) {
    const value = pixels?.[index] ?? 0;
    painted.data.set([value, value, value, 255], index * 4);
  }
  context.putImageData(painted, 0, 0);
}

// A file that the browser cannot show has no frame either: the answer says whether anything is wrong with it.
for (const shown of [image, video]) shown.addEventListener('error', () => (shown.hidden = true));
