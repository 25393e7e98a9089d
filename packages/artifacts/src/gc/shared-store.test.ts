import { join } from 'node:path';
import { openRegistry } from '../registry.ts';
import { createContext } from '../stage.ts';
import { BUCKET, withS3Server } from '../store/s3/s3-server.fixture.ts';
import { collectGarbage } from './collect.ts';
import { expectConsistent, registerVersion, runOnce } from './old-store.fixture.ts';
import { openRunsElsewhere, publishOpenRuns } from './open-elsewhere.ts';
import { tallyGarbage } from './tally.ts';

const MONTH_MS = 30 * 86_400_000;
const ROOT = `s3://${BUCKET}/gc`;

const s3 = withS3Server();

it('removes from a bucket what an old run made and nothing names, and nothing else', async () => {
  const context = createContext({ root: ROOT });
  const { artifacts } = context;
  const kept = await runOnce('kept', context);
  await registerVersion(kept.model, ROOT);
  await openRegistry(artifacts).promote({ name: 'digits', alias: 'production', version: 1, who: 'ada', why: 'try' });
  const spared = await artifacts.backend.list('');
  const gone = await runOnce('gone', context);

  const aMonthAgo = async (key: string) => {
    const facts = await artifacts.backend.describe(key);
    // A sweep that is under way keeps its true age.
    const shift = key.startsWith('sweep/') ? 0 : MONTH_MS;
    return facts && { ...facts, modifiedAt: new Date(facts.modifiedAt.getTime() - shift) };
  };
  const old = { ...artifacts, backend: { ...artifacts.backend, describe: aMonthAgo } };
  const keep = { versions: 0, days: 0 };
  const openRuns = () => openRunsElsewhere(artifacts, { folder: s3.home });
  const elsewhere = { folder: join(s3.folder, 'elsewhere') };
  // A run of another home that began before all of this.
  await publishOpenRuns(artifacts, elsewhere, [{ runId: 'open', startedAt: Date.now() - 2 * MONTH_MS, spec: {} }]);
  expect(await collectGarbage(old, { keep, openRuns })).toMatchObject({ groups: [], openRuns: ['open'] });
  await publishOpenRuns(artifacts, elsewhere, []);
  const garbage = await collectGarbage(old, { keep, openRuns });
  expect(await artifacts.backend.list('')).toEqual(spared);
  const counts = Object.fromEntries(tallyGarbage(garbage).map(({ kind, count }) => [kind, count]));
  expect(counts).toEqual({ dataset: 1, model: 1, 'stage-result': 2 });
  await expectConsistent(ROOT);
  expect(await openRunsElsewhere(artifacts, { folder: s3.home })).toEqual([]);
  expect(await runOnce('gone', context)).toEqual(gone);
});
