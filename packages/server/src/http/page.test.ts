import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openChromium, PATIENCE } from '../fixtures/chromium.fixture.ts';
import { CLIPS, COLOUR, EMBEDDING, temporaryRegistry, until } from '../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../server.ts';

/** A PNG of one pixel. */
const BLUE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('digits', { digits: 1 });
  await registry.register('digits', { digits: 2 });
  await registry.promote('digits', 1);
  server = await startServer({ root: registry.root });
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  await server.close();
  await registry.remove();
});

beforeEach(async () => {
  problems = [];
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:'))
      problems.push(`asked for ${request.url()}`);
  });
  await page.goto(server.url);
  await page.locator('#try').waitFor();
});

afterEach(async () => {
  await page.close();
  if (problems.length > 0) throw new Error(`The page had problems:\n${problems.join('\n')}`);
});

/** Draws a stroke through points on a scale of 0 to 1. */
async function draw(points: [number, number][]): Promise<void> {
  const box = await page.locator('#pad').boundingBox();
  if (!box) throw new Error('There is no canvas to draw on.');
  const place = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  const [first, ...rest] = points;
  await page.mouse.move(...place(first ?? [0.5, 0.5]));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...place(point), { steps: 4 });
  await page.mouse.up();
}

/** Run in the page: the centre of mass of what the model is given, and the height of its box. */
const INK_OF_GIVEN = `(() => {
  const data = document.getElementById('given').getContext('2d').getImageData(0, 0, 28, 28).data;
  const pixelAt = (_, index) => ({ value: data[index * 4], x: (index % 28) + 0.5, y: Math.floor(index / 28) + 0.5 });
  const ink = Array.from({ length: 784 }, pixelAt).filter(({ value }) => value > 0);
  const mass = ink.reduce((sum, { value }) => sum + value, 0);
  const mean = (axis) => ink.reduce((sum, pixel) => sum + pixel[axis] * pixel.value, 0) / mass;
  const rows = ink.map(({ y }) => y);
  return { x: mean('x'), y: mean('y'), height: Math.max(...rows) - Math.min(...rows) + 1 };
})()`;

const topLabel = async () => (await page.locator('#answer-headline').textContent()) ?? '';
const answered = (label: string) => until(`the answer ${label}`, async () => (await topLabel()) === label);

const NO_ANSWER = { label: '–', probability: '', latency: '', fractions: '' };
async function shownAnswer(): Promise<typeof NO_ANSWER> {
  const text = async (id: string) => (await page.locator(id).textContent()) ?? '';
  const [label, probability, latency] = [await topLabel(), await text('#answer-note'), await text('#latency')];
  return { label, probability, latency, fractions: (await page.locator('.bars .value').allTextContents()).join('') };
}

describe('web page', () => {
  it('answers a drawing with the top class, the bars of all classes, the time and the version', async () => {
    await draw([[0.75, 0.1], [0.72, 0.2], [0.2, 0.2], [0.75, 0.2], [0.4, 0.9]]); // prettier-ignore
    await answered('7');
    expect(await page.locator('.bars li').count()).toBe(10);
    expect(await page.locator('.bars .best .name').textContent()).toBe('7');
    const fractions = (await page.locator('.bars .value').allTextContents()).map(Number.parseFloat);
    expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(100, 0);
    expect(await page.locator('#latency').textContent()).toMatch(
      /^answered in \d+ ms, of which [\d.]+ ms in the server$/,
    );
    expect(await page.locator('#version').textContent()).toBe('version 1');
  });

  it('gives the model the same picture wherever and however large the digit is drawn', async () => {
    for (const [left, top, size] of [
      [0.1, 0.1, 0.8],
      [0.6, 0.1, 0.3],
      [0.1, 0.55, 0.4],
    ] as const) {
      await draw([[left, top], [left + size / 2, top], [left + size / 3, top + size]]); // prettier-ignore
      await answered('7');
      const { x, y, height } = await page.evaluate<Record<'x' | 'y' | 'height', number>>(INK_OF_GIVEN);
      expect(Math.abs(x - 14)).toBeLessThan(0.6);
      expect(Math.abs(y - 14)).toBeLessThan(0.6);
      expect(height).toBe(20);
      await page.getByRole('button', { name: 'Clear' }).press('Enter');
      await answered('–');
    }
  });

  it('answers a chosen file, and says what is wrong with one that is not an image', async () => {
    await page.locator('#file').setInputFiles(join(__dirname, '../fixtures/three.png'));
    await answered('3');
    await page
      .locator('#file')
      .setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('hello') });
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/^Image 1 of 1: .*Allowed: PNG/i);
    expect(await shownAnswer()).toEqual(NO_ANSWER);
    await page.locator('#given-image').waitFor({ state: 'hidden' });
    await page.locator('#file').setInputFiles(join(__dirname, '../fixtures/three.png'));
    await answered('3');
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    expect(await page.locator('#given-image').isVisible()).toBe(true);
    problems = problems.filter((problem) => !problem.includes('400 (Bad Request)'));
  });

  it('has no answer any more when the server is gone and the picture is another one', async () => {
    await page.locator('#file').setInputFiles(join(__dirname, '../fixtures/three.png'));
    await answered('3');
    await page.route('**/*', (route) => route.abort());
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await answered('–');
    expect(await shownAnswer()).toEqual(NO_ANSWER);
    await page.locator('#file').setInputFiles(join(__dirname, '../fixtures/seven.png'));
    expect(await shownAnswer()).toEqual(NO_ANSWER);
    problems = problems.filter((problem) => !problem.includes('net::ERR_FAILED'));
  });

  it('shows the figures, the training curves and the exhibits of the served version', async () => {
    await page.locator('#report').waitFor();
    expect(await page.locator('#figures').textContent()).toContain('90.07\u00a0%');
    expect(await page.locator('.matrix tbody tr').count()).toBe(10);
    expect(await page.locator('.matrix tbody td').allTextContents()).toHaveLength(100);
    expect(await page.getByRole('img', { name: /^Loss: at the end training [\d.]+, validation [\d.]+$/ }).count()).toBe(
      1,
    );
    expect(await page.getByRole('img', { name: /^Accuracy: / }).count()).toBe(1);
    expect(await page.locator('.table tbody tr').filter({ hasText: 'Macro F1' }).count()).toBe(1);
  });

  it('follows a promotion without a reload', async () => {
    await registry.promote('digits', 2);
    await until('version 2 on the page', async () => (await page.locator('#version').textContent()) === 'version 2');
    await until('its figures', async () =>
      ((await page.locator('#figures').textContent()) ?? '').includes('90.40\u00a0%'),
    );
    await registry.promote('digits', 1);
    await until('version 1 on the page', async () => (await page.locator('#version').textContent()) === 'version 1');
    expect(page.url()).toBe(`${server.url}/`);
  });

  it('offers a choice when several models are served, and only a file for a model of colour images', async () => {
    await registry.register('colour', COLOUR);
    await registry.promote('colour', 1);
    await page.locator('#model').waitFor();
    await page.locator('#model').selectOption('colour');
    await page.locator('#pad').waitFor({ state: 'hidden' });
    await page
      .locator('#file')
      .setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: Buffer.from(BLUE_PIXEL, 'base64') });
    await answered('blue');
    expect(await page.locator('.bars .name').allTextContents()).toEqual(['red', 'green', 'blue']);
  });

  it('sends several images as the frames of one clip to a model of clips, and a video as it is', async () => {
    await registry.register('clips', CLIPS);
    await registry.promote('clips', 1);
    await page.locator('#model option[value=clips]').waitFor({ state: 'attached' });
    await page.locator('#model').selectOption('clips');
    await page.getByText('Choose a video…').waitFor();
    const frame = { name: 'blue.png', mimeType: 'image/png', buffer: Buffer.from(BLUE_PIXEL, 'base64') };
    await page.locator('#file').setInputFiles([frame, frame, frame]);
    await answered('blue');
    expect(await page.locator('#given-caption').textContent()).toBe('the first of 3');
    expect(await page.locator('#given-image').isVisible()).toBe(true);
    if (spawnSync('ffmpeg', ['-version']).status !== 0) return; // not on every machine
    const folder = await mkdtemp(join(tmpdir(), 'sightline-page-'));
    const film = ['-f', 'lavfi', '-i', 'color=red:size=32x32:rate=10', '-frames:v', '12', '-c:v', 'libvpx'];
    spawnSync('ffmpeg', ['-nostdin', '-v', 'error', ...film, join(folder, 'red.webm')]);
    await page.locator('#file').setInputFiles(join(folder, 'red.webm'));
    await answered('red');
    expect(await page.locator('#given-caption').textContent()).toBe('as sent');
    expect(await page.locator('#given-image').isVisible()).toBe(false);
    expect(await page.locator('#given-video').isVisible()).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('shows what is nearest in the index of a model that has one', async () => {
    await registry.register('identity', EMBEDDING);
    await registry.promote('identity', 1);
    await page.locator('#model option[value=identity]').waitFor({ state: 'attached' });
    await page.locator('#model').selectOption('identity');
    await page
      .locator('#file')
      .setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: Buffer.from(BLUE_PIXEL, 'base64') });
    await answered('blue');
    expect(await page.locator('.neighbours .name').allTextContents()).toEqual(['blue', 'red', 'green']);
    const widths = await page
      .locator('.neighbours img')
      .evaluateAll((images) => images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth));
    expect(widths).toEqual([28, 28, 28]);
  });
});
