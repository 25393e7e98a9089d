import { greyImage } from './preview.fixture.ts';
import { renderPreviewPage } from './preview-page.ts';
import { drawPreview } from './preview-rows.ts';

const transforms = [
  { kind: 'rotate' as const, degrees: 12 },
  { kind: 'flip' as const, axis: 'horizontal' as const, probability: 0.5 },
];
const image = greyImage(28, 28, (x) => 9 * x);
const large = greyImage(300, 200, (x) => x % 256);
const hostile = '<img src=x onerror="alert(1)">';

let page: string;
beforeAll(async () => {
  const samples = [
    { id: 'cats/1.png', label: 'cat', frames: [{ image }] as const },
    { id: hostile, label: hostile, frames: [{ image: large }] as const },
    { id: 'clip', frames: [{ image }, { image }] as const },
  ];
  const rows = drawPreview(samples, { transforms, seed: 1 }, 4);
  page = await renderPreviewPage(rows, { title: 'pets: augmentation', facts: [['dataset', 'abc <1>']] });
});

it('shows each sample with its forms, and what was drawn', () => {
  expect(page).toContain('<h1>pets: augmentation</h1>');
  expect(page).toContain('cat <small>cats/1.png</small>');
  expect(page.match(/<figure/g)).toHaveLength(3 * 5);
  expect(page.match(/<b>original<\/b>/g)).toHaveLength(3);
  expect(page).toMatch(/<b>epoch 4<\/b><ul><li>rotate degrees -?\d/);
  expect(page).toContain('<li>flip</li>');
  expect(page).toMatch(/title="\{&quot;kind&quot;:&quot;rotate&quot;/);
});

it('keeps enlarged pixels sharp, and photographs small', () => {
  const pictures = page.split('<section>').map((section) => /data:image\/(\w+)/.exec(section)?.[1]);
  expect(pictures).toEqual([undefined, 'png', 'webp', 'png']);
});

it('names what is marked, by its colour', async () => {
  const boxes = ['ear', 'tail', 'ear'].map((label) => ({ label, x: 0, y: 0, width: 0.5, height: 0.5 }));
  const rows = drawPreview([{ id: 'a', frames: [{ image, boxes }] }], { transforms: [], seed: 1 }, 1);
  const marked = await renderPreviewPage(rows, { title: 'marked', facts: [] });
  expect(
    marked.match(/<i style="background: rgb\(\d+ \d+ \d+\)"><\/i>\w+/g)?.map((each) => each.replace(/.*>/, '')),
  ).toEqual(['ear', 'tail']);
});

it('says so where nothing was drawn', async () => {
  const rows = drawPreview([{ id: 'a', frames: [{ image }] }], { transforms: [], seed: 1 }, 1);
  expect(await renderPreviewPage(rows, { title: 'none', facts: [] })).toContain('<li>unchanged</li>');
});

it('says what was mixed, and in what fractions', async () => {
  const samples = ['cat', 'dog'].map((label) => ({ id: label, label, frames: [{ image }] as const }));
  const rows = drawPreview(samples, { transforms: [], mix: [{ kind: 'mixUp', alpha: 100 }], seed: 3 }, 6);
  const mixed = await renderPreviewPage(rows, { title: 'mixed', facts: [] });
  expect(mixed).toMatch(/<li>mixUp \w+ 0\.\d+<\/li><li>\d\d % cat, \d\d % dog<\/li>/);
});

it('shows hostile names as text', () => {
  expect(page).not.toContain(hostile);
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
});

it('needs nothing outside itself and runs no script', () => {
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  expect(addresses.length).toBe(3 * 5);
  expect(addresses.filter((address) => !/^data:image\/(png|webp);base64,/.test(address))).toEqual([]);
  expect(page).not.toMatch(/<link|@import|<script|NaN|undefined/);
});

it('closes every element it opens and gives every picture words', () => {
  const open: string[] = [];
  for (const [, slash, name = '', rest] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/gi)) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!rest?.endsWith('/') && !['meta', 'img'].includes(name)) open.push(name);
  }
  expect(open).toEqual([]);
  for (const [picture] of page.matchAll(/<img [^>]*>/g)) expect(picture).toMatch(/alt="[^"]+"/);
});
