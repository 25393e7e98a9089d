// @ts-check
// Registered versions without a network in them: what a registry is tried with.
import assert from 'node:assert/strict';
import { openRegistry, openStore } from '@sightline/artifacts';

/**
 * @param {string} root of an empty store
 * @param {number} versions
 * @param {boolean} [passed] the gate
 */
export async function registerModels(root, versions, passed = true) {
  const store = openStore(root);
  const registry = openRegistry(store);
  for (let version = 1; version <= versions; version++) {
    const lineage = { stage: 'export', stageVersion: 1, input: { version }, parents: [] };
    const model = await store.create('model', lineage, async (writer) => {
      await writer.add('model.onnx', `version ${version}`);
    });
    await registry.register({
      name: 'digits',
      model: /** @type {any} */ (model),
      gate: { passed, checks: [] },
    });
  }
  return registry;
}

/**
 * That a promotion log is whole: numbered from 1, each entry from where the one before led.
 *
 * @param {readonly import('@sightline/contracts').Promotion[]} log
 */
export function assertWholeLog(log) {
  log.forEach(({ sequence, from }, index) => {
    assert.equal(sequence, index + 1, 'the numbers of the promotion log');
    assert.equal(from, log[index - 1]?.to ?? null, 'where a promotion started');
  });
}
