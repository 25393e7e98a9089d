import { openRegistry, type StageContext } from '@sightline/artifacts';
import {
  parse,
  type PromoteInput,
  promoteInputSchema,
  type Promotion,
  rollbackInputSchema,
  type StageRequests,
} from '@sightline/contracts';
import type { z } from 'zod';
import { DeployerError } from './errors.ts';

/**
 * Points an alias (`production`) at a version; model servers follow it. The model's files are checked first.
 *
 * @throws DeployerError `deployer/not-promotable` when the gate did not pass; ArtifactError `artifacts/not-found` for
 * an unknown version, `artifacts/corrupt` when a file of the model was altered, `artifacts/conflict` when another
 * promotion came first or the alias does not point at `expected`, `artifacts/rolled-back` when a run asks for a version
 * that was rolled back
 */
export async function promote(request: StageRequests['promote'], context: StageContext): Promise<Promotion> {
  return computePromote(parse(promoteInputSchema, request, 'The input of promote'), context);
}

/** {@link promote} of an input that is parsed. */
export async function computePromote(input: PromoteInput, { artifacts }: StageContext): Promise<Promotion> {
  const registry = openRegistry(artifacts);
  const { model, gate } = await registry.version(input.name, input.version);
  if (!gate.passed) {
    const failed = gate.checks.filter((check) => !check.passed).map((check) => check.message);
    throw new DeployerError(
      'deployer/not-promotable',
      `Version ${input.version} of ${input.name} did not pass its gate: ${failed.join(' ')} Allowed: versions ` +
        "whose gate passed. Train a better model, or change the gate's rules and run it again.",
    );
  }
  await artifacts.verify(model);
  return registry.promote(input);
}

/**
 * Moves an alias back to its previous version.
 *
 * @throws ArtifactError `artifacts/not-found` when there is none; `artifacts/conflict` when another promotion came
 * first or the alias does not point at `expected`
 */
export async function rollback(
  request: z.input<typeof rollbackInputSchema>,
  { artifacts }: StageContext,
): Promise<Promotion> {
  return openRegistry(artifacts).rollback(parse(rollbackInputSchema, request, 'The input of rollback'));
}
