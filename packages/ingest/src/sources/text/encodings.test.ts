import { join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import { openWorkplace, greyPng, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { tarOf } from '../archive/archive.fixture.ts';
import { vocObject } from '../boxes/boxes.fixture.ts';
import { openSource } from '../sources.ts';

type Files = Record<string, string | Uint8Array>;

/** For each kind of text that has labels: a source of two images, of the classes Zoë and Zoé. */
const texts: Record<string, (encode: (text: string) => Uint8Array, image: Uint8Array) => Promise<[object, Files]>> = {
  'a CSV': async (encode, image) => [
    { kind: 'manifest', path: 'm.csv' },
    { 'm.csv': encode('path,label\na.png,Zoë\nb.png,Zoé\n'), 'a.png': image, 'b.png': image },
  ],
  'a JSON list': async (encode, image) => [
    { kind: 'manifest', path: 'm.json' },
    {
      'm.json': encode('[{"path": "a.png", "label": "Zoë"}, {"path": "b.png", "label": "Zoé"}]'),
      'a.png': image,
      'b.png': image,
    },
  ],
  'JSON lines': async (encode, image) => [
    { kind: 'manifest', path: 'm.jsonl' },
    {
      'm.jsonl': encode('{"path": "a.png", "label": "Zoë"}\n{"path": "b.png", "label": "Zoé"}'),
      'a.png': image,
      'b.png': image,
    },
  ],
  'annotations of COCO': async (encode, image) => [
    { kind: 'coco', path: '.', sets: [{ annotations: 'a.json' }] },
    {
      'a.json': encode(
        JSON.stringify({
          images: [1, 2].map((id) => ({ id, file_name: `${'_ab'[id]}.png` })),
          annotations: [1, 2].map((id) => ({ image_id: id, category_id: id, bbox: [0, 0, 2, 1] })),
          categories: ['Zoë', 'Zoé'].map((name, index) => ({ id: index + 1, name })),
        }),
      ),
      'a.png': image,
      'b.png': image,
    },
  ],
  'data.yaml and texts of YOLO': async (encode, image) => [
    { kind: 'yolo', path: '.' },
    {
      'data.yaml': encode('names: [Zoë, Zoé]\n'),
      'images/a.png': image,
      'labels/a.txt': encode('0 0.5 0.5 0.5 0.5\r\n'),
      'images/b.png': image,
      'labels/b.txt': encode('1 0.5 0.5 0.5 0.5\r'),
    },
  ],
  'annotations of Pascal VOC': async (encode, image) => [
    { kind: 'pascal-voc', path: '.' },
    Object.fromEntries(
      ['a', 'b'].flatMap((name, index) => [
        [`${name}.png`, image],
        [`${name}.xml`, encode(`<annotation>${vocObject(['Zoë', 'Zoé'][index]!, [1, 1, 2, 1])}</annotation>`)],
      ]),
    ),
  ],
  'texts of a WebDataset': async (encode, image) => [
    { kind: 'webdataset', path: 'all.tar' },
    {
      'all.tar': await tarOf([
        { name: 'a.png', data: image },
        { name: 'a.cls', data: encode('Zoë\n') },
        { name: 'b.png', data: image },
        { name: 'b.json', data: encode('{"label": "Zoé"}') },
      ]),
    },
  ],
};
const encodings: Record<string, (text: string) => Uint8Array> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with a mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe.each(Object.keys(texts))('%s', (kind) => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const open = async (encode: (text: string) => Uint8Array, more: object = {}) => {
    const [source, files] = await texts[kind]!(encode, await greyPng([1, 2]));
    await writeFiles(place.source, files);
    const { path, ...settings } = source as { path: string };
    const listing = await openSource(
      sourceSchema.parse({ ...settings, ...more, path: join(place.source, path) }),
      place.context,
    );
    await listing.close?.();
    return listing;
  };

  it.each(Object.keys(encodings))('is read in %s', async (name) => {
    expect((await open(encodings[name]!)).labels).toEqual(['Zoé', 'Zoë']);
  });

  it('is read in the encoding that is declared', async () => {
    expect((await open(latin1, { encoding: 'windows-1252' })).labels).toEqual(['Zoé', 'Zoë']);
  });

  it('is refused in another, with its file and line, or its samples are', async () => {
    const outcome = await open(latin1).then(
      ({ items }) => items.map((item) => ('refusal' in item ? item.refusal.detail : item.label)).join('\n'),
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/[am]\.\w+: line \d is not UTF-8|data\.yaml: line 1 is not UTF-8/);
    // The temporary folder has a random name, which may hold any letters.
    expect(outcome.replaceAll(place.source, '')).not.toMatch(/Zo|\ufffd/);
  });
});
