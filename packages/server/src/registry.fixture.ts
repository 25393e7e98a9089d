import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import type { RegisteredVersion } from '@sightline/contracts';

const fixture = (name: string) => readFileSync(join(__dirname, 'fixtures', name));

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** A PNG of a held-out digit that both fixture models know. */
export const threePng = fixture('three.png');
export const sevenPng = fixture('seven.png');

/** How a version differs from one of the two digit models. */
export interface VersionOptions {
  digits?: 1 | 2;
  onnx?: Uint8Array;
  /** The labels, and with them the output that `signature.json` promises. */
  labels?: string[];
  preprocess?: { width: number; height: number; channels: 1 | 3 };
}

/** A model of 8×8 colour images. */
export const COLOUR: VersionOptions = {
  onnx: fixture('colour.onnx'),
  labels: ['red', 'green', 'blue'],
  preprocess: { width: 8, height: 8, channels: 3 },
};

/**
 * {@link COLOUR}, after as many million rounds of a loop, of about a microsecond each, as the greatest value of the
 * batch says.
 */
export const SLOW: VersionOptions = { ...COLOUR, onnx: fixture('slow.onnx') };

/** A registry in a temporary folder, with helpers to fill it; `remove()` it after the test. */
export async function temporaryRegistry() {
  const root = await mkdtemp(join(tmpdir(), 'sightline-server-'));
  const store = openStore(root);
  const registry = openRegistry(store);
  const who = { who: 'test', why: 'test' };
  let made = 0;

  async function register(
    name: string,
    { digits = 1, onnx, labels = DIGITS, preprocess = { width: 28, height: 28, channels: 1 } }: VersionOptions = {},
  ): Promise<RegisteredVersion> {
    const report = JSON.parse(fixture(`digits-${digits}.json`).toString()) as { metrics: unknown; history: unknown };
    const { width, height, channels } = preprocess;
    const trainedModel = { kind: 'trained-model', id: '0'.repeat(64) } as const;
    const lineage = { stage: 'test', stageVersion: 1, input: ++made, parents: [] };
    const model = await store.create('model', lineage, async (writer) => {
      await writer.add('model.onnx', onnx ?? fixture(`digits-${digits}.onnx`));
      await writer.addJson('labels.json', labels);
      await writer.addJson('preprocess.json', { ...preprocess, fit: 'stretch', mean: [], std: [] });
      await writer.addJson('metrics.json', report.metrics);
      await writer.addJson('history.json', report.history);
      await writer.addJson('signature.json', {
        input: { name: 'image', shape: [height, width, channels] },
        output: { name: 'probabilities', shape: [labels.length] },
        trainedModel,
      });
    });
    return registry.register({ name, model: { kind: 'model', id: model.id }, gate: { passed: true, checks: [] } });
  }

  return {
    root,
    register,
    promote: (name: string, version: number) => registry.promote({ name, alias: 'production', version, ...who }),
    rollback: (name: string) => registry.rollback({ name, alias: 'production', ...who }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Waits until `check` gives true; fails after a minute. */
export async function until(what: string, check: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
