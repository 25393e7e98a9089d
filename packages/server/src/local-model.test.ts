import { openStore } from '@sightline/artifacts';
import { temporaryRegistry, threePng } from './fixtures/registry.fixture.ts';
import { type LocalModel, openLocalModel } from './local-model.ts';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let model: LocalModel;

beforeAll(async () => {
  registry = await temporaryRegistry();
  model = await openLocalModel(await registry.register('digits'), openStore(registry.root));
});
afterAll(async () => {
  await model.close();
  await registry.remove();
});

it('answers about an image as the server does', async () => {
  expect(await model.answer([threePng])).toEqual({
    prediction: expect.objectContaining({ label: expect.any(String), probability: expect.any(Number) }),
    description: expect.any(String),
  });
});

it('refuses what is not an image, and answers about the next one', async () => {
  await expect(model.answer([Buffer.from('no image')])).rejects.toMatchObject({ code: 'server/invalid-request' });
  expect(await model.answer([threePng])).toMatchObject({ description: expect.any(String) });
});
