import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servedModel } from './served-model.ts';

it.each([
  ['the one model that is served', ['digits'], { name: 'digits' }],
  ['of several, which to choose from', ['digits', 'animals'], { code: 'cli/no-model-named' }],
  ['that none is served', [], { code: 'cli/no-model-served' }],
])('tells %s', async (_, served, expected) => {
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ models: served.map((name) => ({ name })) }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const told = await servedModel(`http://127.0.0.1:${port}`).then(
    (name) => ({ name }),
    (error: unknown) => error,
  );
  server.close();
  expect(told).toMatchObject(expected);
  if (served.length > 1) expect(told).toMatchObject({ message: expect.stringContaining(served.join(', ')) });
});
