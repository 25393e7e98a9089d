import type { RegisteredVersion } from '@sightline/contracts';
import { ServerError } from '../errors.ts';
import { onDemandVersions, RETRY_AFTER } from './on-demand-versions.ts';
import { COLOUR, SLOW, temporaryRegistry } from '../fixtures/registry.fixture.ts';
import { startServer } from '../server.ts';

const wanted = { name: 'digits', version: 3 } as RegisteredVersion;

describe('a version that is asked for by its number', () => {
  it('and cannot be loaded is not tried at each request; the log says it once', async () => {
    const refusal = new ServerError('server/model-failed', 'Version 3 of digits cannot be loaded: it is damaged.');
    const load = jest.fn().mockRejectedValue(refusal);
    const warn = jest.fn();
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const versions = onDemandVersions(load, { warn });
    for (const answer of await Promise.allSettled([versions.get(wanted), versions.get(wanted)])) {
      expect(answer).toEqual({ status: 'rejected', reason: refusal });
    }
    await expect(versions.get(wanted)).rejects.toBe(refusal);
    expect(load).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls).toEqual([[refusal.message]]);
    expect(versions.loaded()).toEqual([]);

    now.mockReturnValue(RETRY_AFTER);
    load.mockResolvedValue('opened');
    expect(await versions.get(wanted)).toBe('opened');
    expect(versions.loaded()).toEqual([wanted]);
    now.mockRestore();
  });

  it('computes beside the promoted one, which keeps answering', async () => {
    const registry = await temporaryRegistry();
    await registry.register('colour', SLOW);
    await registry.register('colour', COLOUR);
    await registry.promote('colour', 2);
    const server = await startServer({ root: registry.root });
    const ask = async (path: string, value: number) => {
      const instances = [Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => [value, 0, 0]))];
      const body = JSON.stringify({ instances });
      const response = await fetch(`${server.url}/v1/models/${path}:predict`, { method: 'POST', body });
      return response.headers.get('x-model-version');
    };
    try {
      // Loaded, so that what follows is the run alone.
      expect(await ask('colour/versions/1', 0)).toBe('1');
      let slowIsDone = false;
      const slow = ask('colour/versions/1', 1).finally(() => (slowIsDone = true));
      for (let turn = 0; turn < 3; turn++) expect(await ask('colour', 1)).toBe('2');
      expect(slowIsDone).toBe(false);
      expect(await slow).toBe('1');
    } finally {
      await server.close();
      await registry.remove();
    }
  });
});
