import { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '@sightline/contracts/stages';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { registerSearchAttributes } from './search-attributes.ts';

jest.setTimeout(120_000);

let temporal: TemporalServer;
let connection: NativeConnection;
beforeAll(async () => {
  temporal = await startTemporalServer();
  connection = await NativeConnection.connect({ address: temporal.address });
});
afterAll(async () => {
  await connection?.close();
  await temporal?.stop();
});

it('are registered, also by several workers at once, and stay as they are', async () => {
  await Promise.all([1, 2, 3].map(() => registerSearchAttributes(connection, 'default')));
  const known = async () =>
    (await connection.operatorService.listSearchAttributes({ namespace: 'default' })).customAttributes;
  const after = await known();
  expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  await registerSearchAttributes(connection, 'default');
  expect(await known()).toEqual(after);
});

it('that a server does not let be added are named, with the commands that add them', async () => {
  const { operatorService } = connection;
  const refusing = {
    listSearchAttributes: async () => ({ customAttributes: { SightlinePipeline: 2, SightlineVersion: 2 } }),
    addSearchAttributes: () => Promise.reject(new Error('Request unauthorized.')),
  } as unknown as typeof operatorService;
  const refused = registerSearchAttributes({ operatorService: refusing }, 'vision');
  await expect(refused).rejects.toMatchObject({ code: 'workflows/search-attributes-missing' });
  const message = await refused.catch((error: Error) => error.message);
  expect(message).toMatch(/Request unauthorized\./);
  expect(message).toContain(
    'temporal operator search-attribute create --namespace vision --name SightlineVersion --type Int',
  );
  expect(message).not.toContain('--name SightlinePipeline');
});
