import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servedModel } from './served-model.ts';

it.each([
  ['the only one', ['digits'], { name: 'digits' }],
  ['an error that lists them where there are several', ['digits', 'animals'], { code: 'cli/no-model-named' }],
  ['an error where none is served', [], { code: 'cli/no-model-served' }],
])('finds %s', async (_, served, expected) => {
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ models: served.map((name) => ({ name })) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outcome = await servedModel(`http://127.0.0.1:${port}`).then(
    (name) => ({ name }),
    (error: unknown) => error,
  );
  server.close();
  expect(outcome).toMatchObject(expected);
  if (served.length > 1) expect(outcome).toMatchObject({ message: expect.stringContaining(served.join(', ')) });
});
