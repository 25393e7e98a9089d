// @ts-check
// A new user's pictures: three shapes in any place, size and colour, one folder per class, among them a broken file and
// one that is there twice.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const SIDE = 40;
/** @type {Record<string, (x: number, y: number, r: number) => string>} */
const SHAPES = {
  circle: (x, y, r) => `<circle cx="${x}" cy="${y}" r="${r}"/>`,
  square: (x, y, r) => `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${2 * r}"/>`,
  triangle: (x, y, r) => `<path d="M${x},${y - r} L${x + r},${y + r} L${x - r},${y + r} Z"/>`,
};

/**
 * @param {string} folder
 * @param {number} count of each class
 */
export async function paintShapes(folder, count) {
  const random = linearCongruential(1);
  for (const [name, shape] of Object.entries(SHAPES)) {
    await mkdir(join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const r = 7 + 8 * random();
      const [x, y] = [r + (SIDE - 2 * r) * random(), r + (SIDE - 2 * r) * random()];
      const [dark, light] = [Math.round(120 * random()), 150 + Math.round(100 * random())];
      const svg =
        `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">` +
        `<rect width="100%" height="100%" fill="rgb(${light},${light},${light - 30})"/>` +
        `<g fill="rgb(${dark},${dark},${dark + 60})">${shape(x, y, r)}</g></svg>`;
      const path = join(folder, name, `${name}-${String(index).padStart(3, '0')}.png`);
      await sharp(Buffer.from(svg)).removeAlpha().png().toFile(path);
    }
  }
  await copyFile(join(folder, 'circle', 'circle-000.png'), join(folder, 'circle', 'circle-000 (copy).png'));
  await writeFile(join(folder, 'square', 'square-broken.png'), 'not a picture at all');
}

/**
 * Numbers from 0 to 1, the same ones for the same seed.
 *
 * @param {number} seed
 */
function linearCongruential(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
