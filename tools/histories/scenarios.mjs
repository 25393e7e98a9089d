// @ts-check
// The runs of which histories are recorded: each way that a workflow may take.
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import { createSchedule, deleteSchedule, triggerSchedule } from '@sightline/workflows';
import { answered, cancelled, ended, requestOf, start, WHO } from './runs.mjs';

/** @typedef {(setting: import('./runs.mjs').Setting) => Promise<string>} Scenario makes a run, and returns its id */

/** @type {Readonly<Record<string, Scenario>>} by the name of the workflow and the end of its run */
export const SCENARIOS = {
  'trainToServe-promoted': (setting) => toItsEnd(setting, {}),
  'trainToServe-refused-by-gate': (setting) => toItsEnd(setting, { accuracy: 1 }),
  'trainToServe-approved': (setting) => answered(setting, 'approve'),
  'trainToServe-rejected': (setting) => answered(setting, 'reject'),
  'trainToServe-approval-timed-out': (setting) =>
    toItsEnd(setting, { approval: { within: '1s', otherwise: 'reject' } }),
  'trainToServe-held-back': async (setting) => {
    const { name, home } = setting;
    await toItsEnd(setting, { runId: `${name}-0` });
    await toItsEnd(setting, { runId: `${name}-1`, seed: 1 });
    const registry = openRegistry(openStore(home.root));
    await registry.rollback({ name, alias: 'production', who: WHO, why: 'it is to be held back' });
    return toItsEnd(setting, { seed: 1 });
  },
  'trainToServe-failed': (setting) => toItsEnd({ ...setting, images: join(setting.images, 'nothing') }, {}),
  'trainToServe-cancelled': cancelled,
  'retrain-promoted': (setting) => toItsEnd(setting, { retrain: true }),
  'retrain-unchanged': async (setting) => {
    await toItsEnd(setting, { runId: `${setting.name}-0` });
    return toItsEnd(setting, { retrain: true });
  },
  'retrain-scheduled': async (setting) => {
    const { client, home, name } = setting;
    await createSchedule(client, requestOf(setting, { schedule: { every: '365d', timeZone: 'UTC' } }), home);
    const { runId = '' } = await triggerSchedule(client, name, home);
    await deleteSchedule(client, name, home);
    return ended(setting, runId);
  },
};

/**
 * @param {import('./runs.mjs').Setting} setting
 * @param {import('./runs.mjs').Wanted} wanted
 */
async function toItsEnd(setting, wanted) {
  return ended(setting, await start(setting, wanted));
}
