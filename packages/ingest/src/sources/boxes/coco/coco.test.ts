import sharp from 'sharp';
import { openWorkplace, type Workplace } from '../../../image-folder.fixture.ts';
import { imageOfBoxes, ingestFiles } from '../boxes.fixture.ts';

describe('COCO', () => {
  let place: Workplace;
  let image: Buffer;
  beforeEach(async () => {
    place = await openWorkplace();
    image = await imageOfBoxes();
  });
  afterEach(() => place.remove());

  const categories = [
    { id: 1, name: 'cat' },
    { id: 2, name: 'dog' },
  ];
  const read = (content: object, names: readonly string[] = ['1.png', '2.png'], more: object = {}) =>
    ingestFiles(
      place,
      { kind: 'coco', sets: [{ annotations: 'a.json' }], ...more },
      {
        ...Object.fromEntries(names.map((name) => [name, image])),
        'a.json': JSON.stringify({ categories, annotations: [], ...content }),
      },
    );
  const two = [
    { id: 1, file_name: '1.png' },
    { id: 2, file_name: '2.png' },
  ];

  it('sets aside images of one id, and of one file', async () => {
    const images = [
      ...[1, 1].map((id, index) => ({ id, file_name: `${index}.png` })),
      ...[7, 8].map((id) => ({ id, file_name: 'same.png' })),
      { id: 9, file_name: 'twice.png' },
      { id: 9, file_name: 'twice.png' },
    ];
    const annotations = [
      { image_id: 1, category_id: 1, bbox: [0, 0, 5, 4] },
      { image_id: 9, category_id: 1, bbox: [0, 0, 5, 4] },
    ];
    const { annotated, quarantined } = await read({ images, annotations }, ['0.png', '1.png', 'same.png', 'twice.png']);
    expect(annotated).toMatchObject([{ id: 'twice.png', boxes: [{ label: 'cat', width: 0.5 }] }]);
    expect(quarantined).toEqual([
      './0.png invalid-annotation 2 images have the id 1: 0.png, 1.png.',
      './1.png invalid-annotation 2 images have the id 1: 0.png, 1.png.',
      './same.png invalid-annotation 2 images have the file_name same.png: 7, 8.',
      expect.stringMatching(/^\.\/same\.png duplicate-id/),
      expect.stringMatching(/^twice\.png duplicate-id/),
    ]);
  });

  it('takes an empty bbox as none, and says what is wrong with another', async () => {
    const images = [0, 1, 2, 3].map((id) => ({ id, file_name: `${id}.png` }));
    const annotations = [
      { image_id: 0, category_id: 1, bbox: [], segmentation: [[1, 1, 5, 1, 5, 5]] },
      { image_id: 1, category_id: 1, bbox: [1, 1, 5, 5, 45] },
      { image_id: 2, category_id: 1, bbox: [1, 1, 5, 5], iscrowd: 'no' },
      { image_id: 3, bbox: [1, 1, 5, 5] },
    ];
    const names = images.map(({ file_name: name }) => name);
    const { annotated, quarantined } = await read({ images, annotations }, names);
    expect(annotated).toMatchObject([{ id: '0.png', boxes: [{ label: 'cat', x: 0.1, width: 0.4 }] }]);
    expect(quarantined).toEqual([
      expect.stringMatching(/annotations\[1\] has bbox: must have at most 4/),
      expect.stringMatching(/annotations\[2\] has iscrowd: must be 0 or 1/),
      expect.stringMatching(/annotations\[3\] has category_id: must be a whole number or text/),
    ]);
  });

  it('sets aside what categories leave in doubt', async () => {
    const doubtful = [
      { id: 1, name: 'cat' },
      { id: 1, name: 'dog' },
      { id: 3, name: 'mouse', supercategory: 'animal' },
      { id: 4, name: 'mouse', supercategory: 'device' },
      { id: 5, name: 'bird' },
      { id: '6', name: 'bird' },
    ];
    const images = [1, 3, 5, 6, -1].map((id) => ({ id, file_name: `${id}.png` }));
    const annotations = images.map(({ id }) => ({ image_id: String(id), category_id: id, bbox: [0, 0, 5, 4] }));
    const { annotated, quarantined } = await read(
      { images, annotations, categories: doubtful },
      images.map((each) => each.file_name),
    );
    expect(annotated).toMatchObject([
      { id: '5.png', classes: 'bird' },
      { id: '6.png', classes: 'bird' },
    ]);
    expect(quarantined).toEqual([
      './-1.png invalid-annotation annotations[4] has a category_id that is not in "categories"',
      './1.png invalid-annotation annotations[0] has the category_id 1, which 2 categories have: "cat", "dog"',
      './3.png invalid-annotation annotations[1] has the category_id 3, whose name "mouse" the categories 3, 4 ' +
        'share',
    ]);
  });

  it('tells ids apart that a double does not', async () => {
    const content = `{"categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
      "images": [{"id": 9007199254740992, "file_name": "1.png"}, {"id": 9007199254740993, "file_name": "2.png"}],
      "annotations": [{"image_id": 9007199254740993, "category_id": 2, "bbox": [0, 0, 5, 4]}]}`;
    const { annotated } = await ingestFiles(
      place,
      { kind: 'coco', sets: [{ annotations: 'a.json' }] },
      { '1.png': image, '2.png': image, 'a.json': `\ufeff${content}` },
    );
    expect(annotated.map(({ id, classes }) => `${id} ${classes}`)).toEqual(['1.png ', '2.png dog']);
  });

  it('counts an annotation that is listed twice once, and takes the extent of polygons without a bbox', async () => {
    const polygons = {
      segmentation: [
        [1, 2, 5, 2, 5, 6],
        [2, 2, 6, 2, 6, 4],
      ],
    };
    const annotations = [
      { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 5, 4] },
      { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 5, 4] },
      { id: 1, image_id: 1, category_id: 2, bbox: [0, 0, 5, 4] },
      { id: 4, image_id: 2, category_id: 1, ...polygons },
      { id: 5, image_id: 3, category_id: 1, segmentation: { counts: [1], size: [8, 10] } },
      { id: 6, image_id: 4, category_id: 1, bbox: [6, 6, -2, 2] },
    ];
    const images = [1, 2, 3, 4].map((id) => ({ id, file_name: `${id}.png` }));
    const { annotated, quarantined } = await read(
      { images, annotations },
      images.map((each) => each.file_name),
    );
    expect(annotated.map(({ boxes }) => boxes)).toEqual([
      [
        { label: 'cat', x: 0, y: 0, width: 0.5, height: 0.5 },
        { label: 'dog', x: 0, y: 0, width: 0.5, height: 0.5 },
      ],
      [{ label: 'cat', x: 0.1, y: 0.25, width: 0.5, height: 0.5 }],
    ]);
    expect(quarantined).toEqual([
      './3.png invalid-annotation annotations[4] has neither a bbox nor polygons in "segmentation"',
      expect.stringMatching(/^4\.png invalid-annotation A box has .* of 6, 6, -2, 2; width and height are from 0/),
    ]);
  });

  it.each<[string, object[], RegExp]>([
    [
      'fractions',
      [{ image_id: 1, category_id: 1, bbox: [0.1, 0.2, 0.5, 0.5] }],
      /no box of more than 1 pixel; .* fractions/,
    ],
    ['corners', [{ image_id: 1, category_id: 1, bbox: [6, 2, 9, 7] }], /reach out .* 6, 2, 9, 7 of 10 × 8 .* corners/],
  ])('refuses boxes that are measured otherwise: %s', async (_, annotations, message) => {
    const images = two.map((each) => ({ ...each, width: 10, height: 8 }));
    await expect(read({ images, annotations })).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('divides by the size that it gives; where the image is of another shape, it is set aside with both', async () => {
    const sizes: [unknown, unknown][] = [
      ['20', 16],
      [10, 8],
      [8, 10],
      [0, 0],
      [640, 480],
    ];
    const images = sizes.map(([width, height], id) => ({ id, file_name: `${id}.png`, width, height }));
    const annotations = images.map(({ id }) => ({ image_id: id, category_id: 1, bbox: [2, 2, 5, 4] }));
    const { annotated, quarantined } = await read(
      { images, annotations },
      images.map((each) => each.file_name),
    );
    expect(annotated.map(({ id, boxes }) => [id, boxes?.[0]?.width, boxes?.[0]?.height])).toEqual([
      ['0.png', 0.25, 0.25],
      ['1.png', 0.5, 0.5],
      ['3.png', 0.5, 0.5],
    ]);
    expect(quarantined).toEqual([
      '2.png invalid-annotation Its boxes are of an image of 8 × 10 pixels, but it has 10 × 8.',
      '4.png invalid-annotation Its boxes are of an image of 640 × 480 pixels, but it has 10 × 8.',
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'finds a box where it is seen, of an image of EXIF orientation %i',
    async (orientation) => {
      const pixels = new Uint8Array(40 * 20).fill(0);
      for (let y = 4; y < 12; y++) pixels.fill(255, 40 * y + 6, 40 * y + 30); // x 6 to 30, y 4 to 12
      const stored = await sharp(pixels, { raw: { width: 40, height: 20, channels: 1 } })
        .withMetadata({ orientation })
        .png()
        .toBuffer();
      const seen = await sharp(stored, { autoOrient: true }).greyscale().raw().toBuffer({ resolveWithObject: true });
      const { width, height } = seen.info;
      const lit = Array.from(seen.data.keys()).filter((at) => (seen.data[at] as number) > 127);
      const [xs, ys] = [lit.map((at) => at % width), lit.map((at) => Math.floor(at / width))];
      const expected = {
        x: Math.min(...xs) / width,
        y: Math.min(...ys) / height,
        width: (Math.max(...xs) + 1 - Math.min(...xs)) / width,
        height: (Math.max(...ys) + 1 - Math.min(...ys)) / height,
      };
      const turned = orientation > 4;
      const [box] = turned
        ? [[6, 4, 24, 8]]
        : [[expected.x * width, expected.y * height, expected.width * width, expected.height * height]];
      const images = [
        { id: 1, file_name: '1.png', width: 40, height: 20 },
        { id: 2, file_name: '2.png', width: 10, height: 8 },
      ];
      image = stored;
      const { annotated } = await read({ images, annotations: [{ image_id: 1, category_id: 1, bbox: box }] }, [
        '1.png',
      ]);
      const [found] = annotated[0]?.boxes ?? [];
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(found?.[side]).toBeCloseTo(expected[side], 12);
    },
  );

  it('warns of images that no set lists', async () => {
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    await read({ images: two, annotations: [] }, ['1.png', '2.png', '3.png', 'b/4.png', 'a.json.txt']);
    expect(warnings).toEqual(['2 images in . are in no list of annotations and are left out: 3.png, b/4.png.']);
  });
});
