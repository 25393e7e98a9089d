import type { Preprocess } from '@sightline/contracts';
import { decodeImage, scalePixels } from '@sightline/ingest';
import { temporaryRegistry, threePng } from '../../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../../server.ts';

const MNIST: Preprocess = { width: 28, height: 28, channels: 1, fit: 'stretch', mean: [], std: [] };
const BODY_LIMIT = 200_000;

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;
let three: number[][][];

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('digits', { digits: 1 });
  await registry.register('digits', { digits: 2 });
  await registry.register('unpromoted');
  await registry.promote('digits', 2);
  server = await startServer({ root: registry.root, bodyLimit: BODY_LIMIT });
  const values = scalePixels(await decodeImage(threePng, MNIST), MNIST);
  three = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (__, x) => [values[y * 28 + x] ?? 0]));
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

interface Answer {
  predictions?: number[][];
  outputs?: number[][];
  error?: string;
}

async function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const response = await fetch(server.url + path, { method: 'POST', body: Buffer.from(body), headers });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return {
    status: response.status,
    version: response.headers.get('x-model-version'),
    body: (await response.json()) as Answer,
  };
}

const predict = (body: unknown) =>
  post('/v1/models/digits:predict', typeof body === 'string' ? body : JSON.stringify(body));
const blank = () => Array.from({ length: 28 }, () => Array.from({ length: 28 }, () => [0]));
const best = (probabilities: number[] = []) => probabilities.indexOf(Math.max(...probabilities));

describe('predict, as TensorFlow Serving answers it', () => {
  it('answers rows with predictions, in order, and names the version in a header', async () => {
    const { status, version, body } = await predict({ instances: [three, blank(), three] });
    expect({ status, version, keys: Object.keys(body) }).toEqual({ status: 200, version: '2', keys: ['predictions'] });
    expect(body.predictions).toHaveLength(3);
    expect(best(body.predictions?.[0])).toBe(3);
    expect(body.predictions?.[2]).toEqual(body.predictions?.[0]);
    expect(body.predictions?.[0]?.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('gives the same numbers for bare rows, named rows, bare columns and named columns', async () => {
    const row = (await predict({ instances: [three] })).body.predictions;
    expect((await predict({ instances: [{ image: three }] })).body).toEqual({ predictions: row });
    expect((await predict({ inputs: [three] })).body).toEqual({ outputs: row });
    expect((await predict({ signature_name: 'serving_default', inputs: { image: [three] } })).body).toEqual({
      outputs: row,
    });
  });

  it('answers with any registered version by number, and with more of them than stay loaded', async () => {
    const first = await post('/v1/models/digits/versions/1:predict', JSON.stringify({ instances: [three] }));
    const second = await post('/v1/models/digits/versions/2:predict', JSON.stringify({ instances: [three] }));
    expect([first.version, second.version]).toEqual(['1', '2']);
    expect(first.body.predictions).not.toEqual(second.body.predictions);
    for (let version = 1; version <= 6; version++) await registry.register('many', { digits: 1 });
    for (const version of [1, 2, 3, 4, 5, 6, 1, 2, 3]) {
      const { status, body } = await post(
        `/v1/models/many/versions/${version}:predict`,
        JSON.stringify({ instances: [three] }),
      );
      expect({ status, body }).toEqual({ status: 200, body: first.body });
    }
  });

  it('takes what curl -d and clients without a content-type send', async () => {
    const body = JSON.stringify({ instances: [three] });
    expect(
      (await post('/v1/models/digits:predict', body, { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(200);
    expect((await post('/v1/models/digits:predict', body, {})).status).toBe(200);
  });
});

const one = (pixel: string) => {
  const row = (y: number) => Array.from({ length: 28 }, (_, x) => `[${y === 2 && x === 3 ? pixel : 0}]`).join();
  return `{"instances": [[${Array.from({ length: 28 }, (_, y) => `[${row(y)}]`).join()}]]}`;
};

describe('a request that cannot be answered', () => {
  const cases: [string, unknown, RegExp][] = [
    ['malformed JSON', '{"instances": [1,]}', /not valid JSON: .*]/],
    ['cut off JSON', '{"instances": [[', /not valid JSON/],
    ['NaN', one('NaN'), /NaN at position \d+ is not JSON/],
    ['Infinity', one('-Infinity'), /Infinity at position \d+ is not JSON/],
    [
      'a number beyond any float',
      one('1e999'),
      /instances\[0\]\[2\]\[3\]\[0\]: expected a finite float32 number, received a number too large/,
    ],
    ['a number beyond float32', one('1e39'), /expected a finite float32 number, received 1e\+39/],
    ['null', one('null'), /expected a finite float32 number, received null/],
    ['an object', one('{"b64": "AA=="}'), /expected a finite float32 number, received an object/],
    ['too deep', one('[0]'), /expected a finite float32 number, received a list of 1/],
    ['not an object', '[1, 2]', /Expected a JSON object .*received a list of 2/],
    ['neither key', { instance: [] }, /received the string "instance"\. Did you mean "instances"\?/],
    ['both keys', { instances: [], inputs: [] }, /exactly one/],
    [
      'no instances',
      { instances: [] },
      /"instances" must be a list of at least one value of shape \[28, 28, 1\], received a list of 0/,
    ],
    ['a number for instances', { instances: 3 }, /received 3/],
    ['no columns', { inputs: [] }, /"inputs" must be a list/],
    [
      'too few rows',
      { instances: [blank().slice(1)] },
      /instances\[0\]: expected a list of 28 .*received a list of 27/,
    ],
    [
      'ragged',
      { instances: [blank(), blank().with(5, [[0]])] },
      /instances\[1\]\[5\]: expected a list of 28 .*received a list of 1/,
    ],
    [
      'without channels',
      { instances: [blank().map((row) => row.flat())] },
      /instances\[0\]\[0\]\[0\]: expected a list of 1/,
    ],
    [
      'another input',
      { instances: [{ pixels: blank() }] },
      /exactly the input "image", received the keys the string "pixels"/,
    ],
    ['one input too many', { inputs: { image: [blank()], more: [] } }, /exactly the input "image"/],
    ['another signature', { signature_name: 'train', instances: [blank()] }, /no signature the string "train"/],
    ['__proto__', '{"__proto__": {"instances": [[0]]}}', /received the string "__proto__"/],
    ['__proto__ as input', '{"instances": [{"__proto__": [[0]]}]}', /received the keys the string "__proto__"/],
    ['constructor', '{"inputs": {"constructor": [[0]]}}', /received the keys the string "constructor"/],
    ['100,000 brackets', `{"instances": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /expected a list of 28/],
  ];

  it.each(cases)('%s: 400 that says what was received and expected', async (_, body, message) => {
    const answer = await predict(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(message);
    expect(answer.body.error).not.toMatch(/\n\s+at /);
  });

  it('bytes that are not text: 400', async () => {
    expect(await post('/v1/models/digits:predict', Uint8Array.of(0x7b, 0xff, 0xfe))).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('not UTF-8') },
    });
  });

  it.each([
    ['POST', '/v1/models/digits/versions/0:predict', 404, /no version 0/],
    ['POST', '/v1/models/digits/versions/latest:predict', 400, /whole number, received "latest"/],
    ['POST', '/v1/models/digits:classify', 400, /Malformed request/],
    ['POST', '/v1/models/digits', 400, /Malformed request/],
    ['POST', '/v1/models/..%2F..%2Fetc:predict', 404, /no model/],
    ['POST', '/v1/models/__proto__:predict', 404, /no model/],
    ['POST', '/v1/models/%zz:predict', 400, /^The request is malformed: its path/],
    ['GET', '/v1/models/digits:predict', 400, /Malformed request: GET/],
    ['DELETE', '/v1/models/digits', 400, /Malformed request: DELETE/],
    ['GET', '/v1/models', 400, /Missing model name/],
    ['GET', '/nowhere', 404, /Malformed request/],
    ['GET', '/../package.json', 404, /./],
  ])('%s %s: %i', async (method, path, status, message) => {
    const response = await fetch(server.url + path, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify({ instances: [three] }) } : {}),
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(((await response.json()) as Answer).error).toMatch(message);
  });

  it('leaves the server up', async () => {
    expect((await predict({ instances: [three] })).status).toBe(200);
  });
});
