// @ts-check
// `npm run pictures`: paints the page of augmentations, and takes the README's pictures of what `npm start` left
// behind, the served page with a digit drawn on it and the last run's report.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sightlineHome } from '@sightline/cli';
import { startServer } from '@sightline/server';
import { chromium } from 'playwright-core';
import { paintAugmentations } from './pictures/augmentations.mjs';
import { createReporter } from './reporter.mjs';
import { ROOT } from './setup.mjs';
import { findChromium } from './setup/chromium.mjs';

/** A handwritten 3, on a scale of 0 to 1. */
const STROKE = [
  [0.32, 0.26],
  [0.45, 0.18],
  [0.6, 0.2],
  [0.66, 0.32],
  [0.58, 0.44],
  [0.46, 0.49],
  [0.6, 0.53],
  [0.68, 0.66],
  [0.6, 0.79],
  [0.45, 0.83],
  [0.31, 0.76],
];
const PICTURES = join(ROOT, 'docs', 'pictures');

await mkdir(PICTURES, { recursive: true });
await paintAugmentations(join(PICTURES, 'augmentations.png'));

const home = sightlineHome();
const runs = await readdir(home.runsFolder).catch(() => /** @type {string[]} */ ([]));
const lastRun = runs.sort().at(-1);
if (!lastRun) {
  console.error('There is no run to show on the other pictures. Run `npm start -- --exit` first.');
  process.exit(1);
}

const server = await startServer({ root: home.root });
const browser = await chromium.launch({
  executablePath: await findChromium(createReporter(process.stderr)),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
  await page.goto(server.url);
  await drawStroke(page);
  await page.locator('.bars .best').waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(PICTURES, 'page.png') });
  await page.goto(pathToFileURL(join(home.runsFolder, lastRun, 'report.html')).href);
  await page.screenshot({ path: join(PICTURES, 'report.png') });
} finally {
  await browser.close();
  await server.close();
}
console.log(`The pictures are in ${PICTURES}`);

/** @param {import('playwright-core').Page} page */
async function drawStroke(page) {
  const pad = page.locator('#pad');
  await pad.waitFor();
  const box = await pad.boundingBox();
  if (!box) throw new Error('The page has no canvas.');
  const places = STROKE.map(([x = 0, y = 0]) => ({ x: box.x + x * box.width, y: box.y + y * box.height }));
  const [first] = places;
  if (first) await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of places) await page.mouse.move(x, y, { steps: 6 });
  await page.mouse.up();
}
