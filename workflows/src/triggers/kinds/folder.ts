import { secondsOf } from '@sightline/contracts/stages';
import { dataOfSource } from './source-data.ts';
import type { TriggerKind, TriggerOf } from './trigger-kind.ts';

/**
 * Data in the source that has settled: nothing was written for some time. What lies there when the watching begins
 * counts as having come.
 */
export const folder: TriggerKind<TriggerOf<'folder'>> = {
  keyOf: ({ data }) => data,
  dataOf: async ({ data }) => data,
  watch(triggered, context) {
    const { triggers, ingest } = triggered.pipeline;
    if (!triggers.folder) return undefined;
    const settleMs = secondsOf(triggers.folder.settle) * 1_000;
    const { source } = ingest;
    const followLinks = 'followLinks' in source && source.followLinks;
    let seen = { text: '', since: 0 };
    let told: string | undefined;
    return async () => {
      const { statesOf } = await import('@sightline/ingest/file-states');
      const states = async () => (await statesOf(source.path, { deep: true, followLinks })).text;
      const text = await states();
      if (text !== seen.text) seen = { text, since: performance.now() };
      const isEmpty = text === NO_FILES;
      if (isEmpty || text === told || performance.now() - seen.since < settleMs) return undefined;
      const data = await dataOfSource(triggered, context);
      // What was written to while it was read is looked at again.
      if ((await states()) !== text) return undefined;
      told = text;
      return { kind: 'folder', data };
    };
  },
};

const NO_FILES = '[]';
