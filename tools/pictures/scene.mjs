// @ts-check
// A scene that is drawn, not photographed: something of everything that transforms change, edges, texture, grey and
// full colours, a large and a small thing.
import sharp from 'sharp';

/**
 * @typedef {{ sky: string, hill: string, wall: string, car: string, sun: string, carAt?: number, number?: number }}
 * SceneOptions `carAt`: the left edge of the car, 0 to 1; `number` is written into the sky.
 */

/** @type {SceneOptions} */
export const DAY = { sky: '#8ec7ee', hill: '#5fa052', wall: '#d9b48c', car: '#d23c2e', sun: '#f7d44c' };
/** @type {SceneOptions} */
export const EVENING = { sky: '#e59a5b', hill: '#7a6a3a', wall: '#9c7f78', car: '#2f5fb0', sun: '#f6efe0', carAt: 0.1 };
/** @type {SceneOptions} */
export const NIGHT = { sky: '#27335c', hill: '#24503f', wall: '#6b6f86', car: '#e8c33a', sun: '#e8ecf4', carAt: 0.3 };
/** @type {SceneOptions} */
export const WINTER = { sky: '#cfd8de', hill: '#eef1f2', wall: '#8d5f50', car: '#2f8f7a', sun: '#fbf3c8', carAt: 0.45 };

const [WIDTH, HEIGHT] = [160, 120];
const CAR = { left: 0.52, top: 0.66, width: 0.36, height: 0.22 };

/**
 * @param {SceneOptions} options
 * @param {{ width: number, height: number }} size
 * @returns {Promise<import('@sightline/contracts').Frame>} the scene, its car in a box, the wheels as keypoints
 */
export async function drawScene({ carAt = CAR.left, ...options }, { width, height }) {
  const svg = svgOf({ ...options, carAt });
  const pixels = await sharp(Buffer.from(svg), { density: (72 * width) / WIDTH })
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return {
    image: { pixels: new Uint8Array(pixels), width, height, channels: 3 },
    boxes: [{ label: 'car', x: carAt, y: CAR.top, width: CAR.width, height: CAR.height }],
  };
}

/** @param {SceneOptions & { carAt: number }} options */
function svgOf({ sky, hill, wall, car, sun, carAt, number }) {
  const bricks = Array.from({ length: 6 }, (_, row) =>
    Array.from({ length: 4 }, (_unused, column) => {
      const x = 16 + column * 14 - (row % 2) * 7;
      return (
        `<rect x="${Math.max(16, x)}" y="${58 + row * 6}" width="${Math.min(13, x + 13 - 16)}" height="5" ` +
        `fill="${wall}"/>`
      );
    }).join(''),
  ).join('');
  const fence = Array.from(
    { length: 16 },
    (_, post) => `<rect x="${72 + post * 6}" y="66" width="3" height="16" fill="#f4f0e4"/>`,
  ).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <rect width="160" height="120" fill="${sky}"/>
    <circle cx="132" cy="24" r="13" fill="${sun}"/>
    <path d="M0 70 Q40 38 84 62 T160 52 V120 H0Z" fill="${hill}"/>
    ${fence}
    <rect x="16" y="57" width="48" height="38" fill="#6d4a36"/>${bricks}
    <path d="M10 58 L40 30 L70 58Z" fill="#7c2f2a"/>
    <rect x="24" y="64" width="11" height="11" fill="#dff2ff" stroke="#333" stroke-width="1.5"/>
    <rect x="45" y="70" width="12" height="25" fill="#3d2a52"/>
    <rect y="94" width="160" height="26" fill="#6c6f76"/>
    <path d="M0 108 H160" stroke="#f2f2f2" stroke-width="2" stroke-dasharray="12 9"/>
    <g transform="translate(${carAt * WIDTH} ${CAR.top * HEIGHT})">
      <path d="M0 20 V13 L8 11 L16 2 H38 L47 11 L57 13 V20Z" fill="${car}"/>
      <path d="M13 11 L18 5 H26 V11Z M29 5 H37 L42 11 H29Z" fill="#e5f4fb"/>
      <circle cx="13" cy="20" r="6" fill="#1b1b1d"/><circle cx="44" cy="20" r="6" fill="#1b1b1d"/>
      <circle cx="13" cy="20" r="2.4" fill="#c9c9c9"/><circle cx="44" cy="20" r="2.4" fill="#c9c9c9"/>
    </g>
    ${
      number === undefined
        ? ''
        : '<text x="80" y="42" font-family="sans-serif" font-size="44" font-weight="bold" text-anchor="middle" ' +
          `fill="#1b2a4a">${number}</text>`
    }
  </svg>`;
}
