import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GateOutput, RegisterInput } from '@sightline/contracts';
import { openRegistry, type Registry } from './registry.ts';
import { openStore } from './store/store.ts';

const gate: GateOutput = { passed: true, checks: [] };
const modelOf = (digit: string): RegisterInput['model'] => ({ kind: 'model', id: digit.repeat(64) });
const by = { name: 'digits', alias: 'production', who: 'ada', why: 'better' };

describe('the registry', () => {
  let root: string;
  let registry: Registry;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-registry-'));
    registry = openRegistry(openStore(root));
    for (const digit of ['1', '2', '3']) await registry.register({ name: 'digits', model: modelOf(digit), gate });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('numbers versions from 1 and keeps one version per model', async () => {
    const again = await registry.register({ name: 'digits', model: modelOf('2'), gate });
    expect(again.version).toBe(2);
    expect((await registry.versions('digits')).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(await registry.models()).toEqual(['digits']);
  });

  it('gives concurrent registrations different numbers', async () => {
    const entries = await Promise.all(
      ['4', '5', '6', '7'].map((digit) =>
        openRegistry(openStore(root)).register({ name: 'digits', model: modelOf(digit), gate }),
      ),
    );
    expect(entries.map(({ version }) => version).sort((a, b) => a - b)).toEqual([4, 5, 6, 7]);
  });

  it('moves an alias and logs who, when, why, from and to', async () => {
    for (const alias of ['production', 'constructor', '__proto__']) {
      expect(await registry.alias('digits', alias)).toBeUndefined();
    }
    await registry.promote({ ...by, version: 1 });
    const second = await registry.promote({ ...by, version: 3 });
    expect(second).toMatchObject({
      sequence: 2,
      from: 1,
      to: 3,
      action: 'promote',
      who: 'ada',
      why: 'better',
      gatePassed: true,
    });
    expect((await openRegistry(openStore(root)).alias('digits', 'production'))?.version).toBe(3);
    expect(await registry.aliases('digits')).toEqual({ production: 3 });
  });

  it('logs a repeated promotion once', async () => {
    const first = await registry.promote({ ...by, version: 1 });
    expect(await registry.promote({ ...by, version: 1 })).toEqual(first);
    expect(await registry.promotions('digits')).toHaveLength(1);
  });

  it('lets one of two concurrent promotions win', async () => {
    const results = await Promise.allSettled(
      [1, 2].map((version) => openRegistry(openStore(root)).promote({ ...by, version })),
    );
    const lost = results.filter((result) => result.status === 'rejected');
    if (lost.length > 0) expect(lost[0]?.reason).toMatchObject({ code: 'artifacts/conflict' });
    expect(await registry.promotions('digits')).toHaveLength(2 - lost.length);
  });

  it('compares and sets, where the caller says what it expects', async () => {
    await registry.promote({ ...by, version: 1, expected: null });
    await expect(registry.promote({ ...by, version: 2, expected: null })).rejects.toMatchObject({
      code: 'artifacts/conflict',
      message: expect.stringContaining('production of digits is version 1 by now, not no version'),
    });
    await expect(registry.promote({ ...by, version: 2, expected: 3 })).rejects.toThrow(
      /version 1 by now, not version 3/,
    );
    expect(await registry.promote({ ...by, version: 2, expected: 1 })).toMatchObject({ from: 1, to: 2 });
    // A run that is tried again finds its promotion made.
    expect(await registry.promote({ ...by, version: 2, expected: 1 })).toMatchObject({ from: 1, to: 2 });
  });

  it('lets no run promote what was rolled back, until a person has', async () => {
    for (const version of [1, 2]) await registry.promote({ ...by, version, run: 'run-1' });
    await registry.rollback({ ...by, why: 'mistakes 1 for 7' });
    await expect(registry.promote({ ...by, version: 2, run: 'run-2', expected: 1 })).rejects.toMatchObject({
      code: 'artifacts/rolled-back',
      message: expect.stringMatching(/^Version 2 of digits was rolled back .* by ada on .*\(mistakes 1 for 7\)/),
    });
    await registry.promote({ ...by, version: 3, run: 'run-3' });
    await registry.promote({ ...by, version: 2 });
    await registry.promote({ ...by, version: 1 });
    expect(await registry.promote({ ...by, version: 2, run: 'run-4' })).toMatchObject({ from: 1, to: 2 });
  });

  it('says beforehand what a promotion would do, and changes nothing', async () => {
    expect(await registry.checkPromotion({ ...by, version: 1 })).toEqual({ done: false, replaces: null });
    expect(await registry.promotions('digits')).toEqual([]);
    for (const version of [1, 2]) await registry.promote({ ...by, version });
    expect(await registry.checkPromotion({ ...by, version: 2, expected: 1 })).toEqual({ done: true });
    await expect(registry.checkPromotion({ ...by, version: 3, expected: 1 })).rejects.toMatchObject({
      code: 'artifacts/conflict',
    });
    await registry.rollback(by);
    await expect(registry.checkPromotion({ ...by, version: 2, run: 'run-2' })).rejects.toMatchObject({
      code: 'artifacts/rolled-back',
    });
  });

  it('rolls back step by step, and says when there is nothing before', async () => {
    for (const version of [1, 2, 3]) await registry.promote({ ...by, version });
    expect(await registry.rollback(by)).toMatchObject({ from: 3, to: 2, action: 'rollback' });
    expect(await registry.rollback(by)).toMatchObject({ from: 2, to: 1 });
    await expect(registry.rollback(by)).rejects.toThrow(/nothing to roll back to/);
    expect((await registry.alias('digits', 'production'))?.version).toBe(1);
  });

  it('rolls back from an expected version once, and never from another', async () => {
    for (const version of [1, 2, 3]) await registry.promote({ ...by, version });
    await expect(registry.rollback({ ...by, expected: 2 })).rejects.toMatchObject({ code: 'artifacts/conflict' });
    const made = await registry.rollback({ ...by, expected: 3 });
    expect(made).toMatchObject({ from: 3, to: 2 });
    expect(await registry.rollback({ ...by, expected: 3 })).toEqual(made);
    expect((await registry.alias('digits', 'production'))?.version).toBe(2);
  });

  it('a run may promote again what a run took back', async () => {
    for (const version of [1, 2]) await registry.promote({ ...by, version, run: 'run-1' });
    await registry.rollback({ ...by, run: 'run-1', expected: 2 });
    expect(await registry.promote({ ...by, version: 2, run: 'run-2' })).toMatchObject({ from: 1, to: 2, run: 'run-2' });
  });

  it('refuses an unknown version', async () => {
    await expect(registry.promote({ ...by, version: 9 })).rejects.toThrow(/no version 9. It has versions 1 to 3/);
    await expect(registry.promote({ ...by, name: 'nobody', version: 1 })).rejects.toThrow(/It has no versions/);
  });
});
