import { temporaryRegistry, TENSORS, threePng } from '../../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../../server.ts';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('tensors', TENSORS);
  await registry.promote('tensors', 1);
  server = await startServer({ root: registry.root });
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

interface Answer {
  predictions?: unknown[];
  outputs?: Record<string, unknown>;
  error?: string;
}

async function post(path: string, body: string | Uint8Array, type = 'application/json') {
  const options = { method: 'POST', body: Buffer.from(body), headers: { 'content-type': type } };
  const response = await fetch(`${server.url}/v1/models/${path}`, options);
  return { status: response.status, body: (await response.json()) as Answer };
}

/** An image of any size, all its values `value`. */
const filled = (height: number, width: number, value: number) =>
  Array.from({ length: height }, () => Array.from({ length: width }, () => [value, value, value]));
const sample = { image: filled(1, 2, 0.5), count: 41, index: [-1, 2], bytes: [0, 255], mask: [true, false] };
const answered = {
  mean: [0.5, 0.5, 0.5],
  twice: filled(1, 2, 1),
  next: 42,
  opposite: [false, true],
  same: [0, 255],
  sum: [-2, 4],
};
const columnsOf = (rows: Record<string, unknown>[]) =>
  Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((each) => each[name])]));

describe('a model of several inputs and outputs', () => {
  const ask = (body: unknown) => post('tensors:predict', JSON.stringify(body));

  it('is answered in rows of named values, or in named columns, as it is asked', async () => {
    expect((await ask({ instances: [sample, { ...sample, count: -1 }] })).body).toEqual({
      predictions: [answered, { ...answered, next: 0 }],
    });
    expect((await ask({ inputs: columnsOf([sample, sample]) })).body).toEqual({
      outputs: columnsOf([answered, answered]),
    });
  });

  it('takes open sizes from the request, others in each', async () => {
    for (const [height, width] of [
      [3, 1],
      [1, 5],
    ] as const) {
      const { body } = await ask({ instances: [{ ...sample, image: filled(height, width, 0.5) }] });
      expect(body.predictions).toEqual([{ ...answered, twice: filled(height, width, 1) }]);
    }
  });

  const refused: [string, unknown, RegExp][] = [
    [
      'bare rows',
      { instances: [1] },
      /instances\[0\]: expected an object with exactly the inputs "image" \(float32 \[batch, \?, \?, 3\]\), "count" \(int64 \[batch\]\),/,
    ],
    ['bare columns', { inputs: [1] }, /inputs: expected an object with exactly the inputs .*received a list of 1/],
    ['an input too few', { instances: [{ ...sample, mask: undefined }] }, /received the keys the string "image", /],
    ['an input too many', { instances: [{ ...sample, more: 1 }] }, /exactly the inputs/],
    [
      'images of two sizes',
      { instances: [sample, { ...sample, image: filled(2, 2, 0) }] },
      /instances\[1\]\.image: expected a list of 1 \(shape \[1, 2, 3\]\), received a list of 2/,
    ],
    [
      'an image without height',
      { instances: [{ ...sample, image: [] }] },
      /instances\[0\]\.image: expected a list of any length above 0/,
    ],
    [
      'a fraction for a count',
      { instances: [{ ...sample, count: 0.5 }] },
      /instances\[0\]\.count: expected a whole number .*received 0\.5/,
    ],
    [
      'a number for truth',
      { inputs: columnsOf([{ ...sample, mask: [0, 1] }]) },
      /inputs\.mask\[0\]\[0\]: expected true or false, received 0/,
    ],
    [
      'columns of two lengths',
      { inputs: { ...columnsOf([sample]), count: [1, 2] } },
      /Received 1 of "image", 2 of "count", .*as many samples of each/,
    ],
    [
      'an empty column',
      { inputs: { ...columnsOf([sample]), count: [] } },
      /"inputs\.count" must be a list of at least one value of shape \[\]/,
    ],
    ['no rows', { instances: [] }, /"instances" must be a list of at least one object with the inputs "image"/],
  ];

  it.each(refused)('%s: 400 that says what was received and expected', async (_, body, message) => {
    const answer = await ask(body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(message) } });
  });

  it('gets no images', async () => {
    expect(await post('tensors/images', threePng, 'image/png')).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/several inputs \(image, count, .*Send tensors to .*:predict/) },
    });
  });
});
