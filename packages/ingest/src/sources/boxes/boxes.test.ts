import { ingestInputSchema } from '@sightline/contracts';
import { openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { openSource } from '../sources.ts';
import { imageOfBoxes, ingestFiles, vocObject } from './boxes.fixture.ts';

describe('boxes', () => {
  let place: Workplace;
  let image: Buffer;
  beforeEach(async () => {
    place = await openWorkplace();
    image = await imageOfBoxes();
  });
  afterEach(() => place.remove());

  const read = (source: object, files: Record<string, Uint8Array | string>) => ingestFiles(place, source, files);
  /** The same box, whatever the format: from (2, 2) to (7, 4) of 10 × 8 pixels. */
  const dog = { label: 'dog', x: 0.2, y: 0.25, width: 0.5, height: 0.25 };

  it('of COCO: pixels become fractions; empty, outer and no boxes are kept; crowds are left out', async () => {
    const annotations = [
      { image_id: 7, category_id: 18, bbox: [2, 2, 5, 2] },
      { image_id: 7, category_id: 1, bbox: [-5, 4, 0, 8], iscrowd: 0 },
      { image_id: 7, category_id: 1, bbox: [0, 0, 10, 8], iscrowd: 1 },
    ];
    const categories = [
      { id: 18, name: 'dog', supercategory: 'animal' },
      { id: 1, name: 'person' },
    ];
    const images = [7, 8].map((id) => ({ id, file_name: `${id}.png`, width: 10, height: 8 }));
    const files = {
      'val2017/7.png': image,
      'val2017/8.png': image,
      'annotations/instances_val2017.json': JSON.stringify({ info: {}, images, annotations, categories }),
    };
    const sets = [{ annotations: 'annotations/instances_val2017.json', images: 'val2017', split: 'validation' }];
    expect(await read({ kind: 'coco', sets }, files)).toEqual({
      annotated: [
        {
          id: 'val2017/7.png',
          classes: 'dog person',
          split: 'validation',
          boxes: [dog, { label: 'person', x: -0.5, y: 0.5, width: 0, height: 1 }],
        },
        { id: 'val2017/8.png', classes: '', split: 'validation', boxes: [] },
      ],
      quarantined: [],
    });
  });

  it('of COCO: are listed however many images there are', async () => {
    const images = Array.from({ length: 200_000 }, (_, index) => ({ id: index, file_name: `${index}.png` }));
    await writeFiles(place.source, { 'a.json': JSON.stringify({ images, annotations: [], categories: [] }) });
    const sets = [{ annotations: 'a.json' }];
    const source = ingestInputSchema.parse({ source: { kind: 'coco', path: place.source, sets } }).source;
    expect((await openSource(source, place.context)).items).toHaveLength(200_000);
  });

  it('of COCO: images with a wrong annotation, and paths that lead out, are set aside', async () => {
    const images = [
      { id: 1, file_name: '1.png' },
      { id: 2, file_name: '../../secret.png' },
      { id: 3, file_name: '3.png' },
      { id: 4, file_name: '4.png' },
      { file_name: '5.png' },
      { id: 6, file_name: 'gone.png' },
    ];
    const annotations = [
      { image_id: 1, category_id: 1, bbox: [2, 2, 5, 2] },
      { image_id: 3, category_id: 9, bbox: [2, 2, 5, 2] },
      { image_id: 4, category_id: 1, bbox: [2, 2, null, 2] },
      { image_id: 99, category_id: 1, bbox: [2, 2, 5, 2] },
      null,
    ];
    const content = JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'dog' }] });
    const { annotated, quarantined } = await read(
      { kind: 'coco', sets: [{ annotations: 'a.json' }] },
      { '1.png': image, '3.png': image, '4.png': image, 'a.json': content },
    );
    expect(annotated).toMatchObject([{ id: '1.png', boxes: [dog] }]);
    expect(quarantined).toEqual([
      expect.stringMatching(/^\.\/\.\.\/\.\.\/secret\.png outside-source/),
      expect.stringMatching(/^\.\/3\.png invalid-annotation annotations\[1\] has a category_id that is not in/),
      expect.stringMatching(/^\.\/4\.png invalid-annotation annotations\[2\] has bbox\.2: /),
      expect.stringMatching(/^a\.json:images\[4\] invalid-annotation It needs an id/),
      expect.stringMatching(/^a\.json:orphan 1 invalid-annotation annotations\[4\] has/),
      expect.stringMatching(/^a\.json:orphan 2 invalid-annotation The image 99 has annotations/),
      expect.stringMatching(/^gone\.png missing-file/),
    ]);
  });

  it.each([
    ['{', /a\.json is not JSON/],
    ['[]', /a\.json must have the lists/],
    ['{"images": [], "annotations": [], "categories": [{"id": 1}]}', /category without an id and a name: \{"id":1\}/],
  ])('of COCO: a file that is not of the format is refused: %s', async (content, message) => {
    await expect(
      read({ kind: 'coco', sets: [{ annotations: 'a.json' }] }, { 'a.json': content }),
    ).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('of YOLO: centres become corners, polygons their bounding boxes, folders splits', async () => {
    const { annotated, quarantined } = await read(
      { kind: 'yolo' },
      {
        'data.yaml': 'path: .\nnames:\n  0: cat\n  5: dog\n',
        'images/train/1.png': image,
        'labels/train/1.txt': '5 0.45 0.375 0.5 0.25\r\n\r\n0 1 0.5 0 0.5\n',
        'valid/images/2.png': image,
        'valid/labels/2.txt': '5 0.2 0.5 0.7 0.25 0.3 0.3',
        'images/test/3.png': image,
        'images/test/4.png': image,
        'labels/test/4.txt': '1 0.5 0.5 0.1 0.1',
        'images/test/5.png': image,
        'labels/test/5.txt': '0 0.5 0.5 0.1 0.1 0.9',
        'images/test/6.png': image,
        'labels/test/6.txt': '0 0.5 zero 0.1 0.1',
        'images/test/7.png': image,
        'labels/test/7.txt': '0 -1e308 0 1e308 0 0 1',
        'notes.png': image,
      },
    );
    const cat = { label: 'cat', x: 1, y: 0.25, width: 0, height: 0.5 };
    expect(annotated).toEqual([
      { id: 'images/test/3.png', classes: '', split: 'test', boxes: [] },
      { id: 'images/train/1.png', classes: 'dog cat', split: 'train', boxes: [dog, cat] },
      {
        id: 'valid/images/2.png',
        classes: 'dog',
        split: 'validation',
        boxes: [{ ...dog, width: expect.closeTo(0.5, 12) as number }],
      },
    ]);
    expect(quarantined).toEqual([
      'images/test/4.png invalid-annotation labels/test/4.txt:1: data.yaml has no name for class 1.',
      expect.stringMatching(/5\.txt:1: 5 values after the class; 4 numbers/),
      expect.stringMatching(/6\.txt:1: It has "zero", which is not a number/),
      expect.stringMatching(/7\.txt:1: It has the number -1e\+308; fractions of the image/),
    ]);
  });

  it.each([
    [{}, /has no \.yaml\. It needs a data\.yaml/],
    [{ 'data.yaml': 'nc: 3' }, /data\.yaml is not understood\. It needs/],
  ])('of YOLO: names are needed', async (files, message) => {
    await expect(read({ kind: 'yolo' }, { 'images/1.png': image, ...files })).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('of Pascal VOC: pixels count from 1 and the last is inside; lists make splits', async () => {
    const xmlOf = (name: string, ...objects: string[]) =>
      `<?xml version="1.0"?><annotation><filename>${name}</filename><size><width>10</width></size>` +
      `${objects.join('')}</annotation>`;
    const entities = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
    const { annotated, quarantined } = await read(
      { kind: 'pascal-voc' },
      {
        'VOC/JPEGImages/1.png': image,
        'VOC/Annotations/1.xml': xmlOf('1.png', vocObject('dog', [3, 3, 7, 4]), vocObject('cat', [11, 1, 10, 8])),
        'VOC/JPEGImages/2.png': image,
        'VOC/Annotations/2.xml': xmlOf('2.png'),
        'VOC/ImageSets/Main/val.txt': '1\n',
        'VOC/ImageSets/Main/dog_train.txt': '1 -1\n2 1\n',
        'flat/3.png': image,
        'flat/3.xml': xmlOf('3.png', vocObject('dog', [3, 3, 7, 4])),
        'flat/4.xml': xmlOf('../../secret.png'),
        'flat/5.xml': xmlOf('3.png', vocObject('dog', ['three', 3, 7, 4])),
        'flat/6.xml': '<annotation><filename>',
        'flat/7.xml': `${entities}${xmlOf('3.png', vocObject('&x;', [3, 3, 7, 4]))}`,
        'flat/8.xml': xmlOf('8.png'),
      },
    );
    expect(annotated).toEqual([
      {
        id: 'VOC/JPEGImages/1.png',
        classes: 'dog cat',
        split: 'validation',
        boxes: [dog, { label: 'cat', x: 1, y: 0, width: 0, height: 1 }],
      },
      { id: 'VOC/JPEGImages/2.png', classes: '', split: null, boxes: [] },
      { id: 'flat/3.png', classes: 'dog', split: null, boxes: [dog] },
    ]);
    expect(quarantined.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'flat/4.xml outside-source',
      'flat/5.xml invalid-annotation',
      'flat/6.xml invalid-annotation',
      'flat/7.xml invalid-annotation',
      'flat/8.png missing-file',
    ]);
  });
});
