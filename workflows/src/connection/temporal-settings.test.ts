import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedTemporal } from './temporal-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Only what is given: no file of the person who runs the tests. */
const named = (environment: Record<string, string>) =>
  namedTemporal({ TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), ...environment });

async function fileWith(text: string): Promise<string> {
  const file = join(folder, 'temporal.toml');
  await writeFile(file, text);
  return file;
}

it('are none where nobody names a server', () => {
  expect(named({})).toBeUndefined();
  expect(named({ TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: 'vision' })).toBeUndefined();
});

it("come from Temporal's variables", async () => {
  const [cert, key] = [join(folder, 'client.pem'), join(folder, 'client.key')];
  await Promise.all([writeFile(cert, 'the certificate'), writeFile(key, 'the key')]);
  const settings = named({
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'vision',
    TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
    TEMPORAL_TLS_CLIENT_KEY_PATH: key,
    TEMPORAL_TLS_SERVER_NAME: 'inner.example',
  });
  expect(settings).toMatchObject({ address: 'temporal.example:7233', namespace: 'vision' });
  expect(settings?.options.tls).toMatchObject({
    serverNameOverride: 'inner.example',
    clientCertPair: { crt: Buffer.from('the certificate'), key: Buffer.from('the key') },
  });
});

it('speak TLS where there is an API key', () => {
  const { options } = named({ TEMPORAL_ADDRESS: 'eu.example:7233', TEMPORAL_API_KEY: 'secret' })!;
  expect(options).toMatchObject({ apiKey: 'secret', tls: true });
});

it('come from a profile of the configuration file, which variables outdo', async () => {
  const file = await fileWith(
    '[profile.default]\naddress = "one.example:7233"\n' +
      '[profile.cloud]\naddress = "two.example:7233"\nnamespace = "vision"\n',
  );
  const from = { TEMPORAL_CONFIG_FILE: file };
  expect(named(from)).toMatchObject({ address: 'one.example:7233', namespace: 'default' });
  expect(named({ ...from, TEMPORAL_PROFILE: 'cloud' })).toMatchObject({
    address: 'two.example:7233',
    namespace: 'vision',
  });
  expect(named({ ...from, TEMPORAL_PROFILE: 'cloud', TEMPORAL_NAMESPACE: 'other' })).toMatchObject({
    namespace: 'other',
  });
});

it.each([
  ['a profile that is not there', { TEMPORAL_PROFILE: 'gone' }, /Profile 'gone' not found[^]*TEMPORAL_PROFILE/],
  [
    'a certificate that is not there',
    { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/no/ca.pem' },
    /There is no file \/no\/ca\.pem/,
  ],
  [
    'a certificate without its key',
    { TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' },
    /without its key: set TEMPORAL_TLS_CLIENT_KEY_PATH/,
  ],
])('say how to mend %s', (_, environment, message) => {
  const given = { TEMPORAL_ADDRESS: 'temporal.example:7233', ...environment } as unknown as Record<string, string>;
  const asked = () => named(given);
  expect(asked).toThrow(message);
  expect(asked).toThrow(expect.objectContaining({ code: 'workflows/invalid-connection' }));
});

it('say what is wrong in the file', async () => {
  expect(() => named({ TEMPORAL_CONFIG_FILE: join(folder, 'x') })).not.toThrow();
  const misspelt = await fileWith('[profile.default]\naddres = "one.example:7233"\n');
  expect(() => named({ TEMPORAL_CONFIG_FILE: misspelt })).toThrow(/addres[^]*temporal\.toml/);
  const broken = await fileWith('[profile.default\n');
  expect(() => named({ TEMPORAL_CONFIG_FILE: broken })).toThrow(/cannot be used: [^]*temporal\.toml/);
});
