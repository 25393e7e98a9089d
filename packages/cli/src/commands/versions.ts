import { openRegistry, openStore, shortId, sightlineHome, type ArtifactStore } from '@sightline/artifacts';
import {
  errorCodeOf,
  evaluationSummarySchema,
  formatHeadline,
  type EvaluationSummary,
  type RegisteredVersion,
} from '@sightline/contracts';
import type { Command } from 'commander';
import { modelsNamed } from '../arguments/models.ts';
import { outputOf } from '../output.ts';
import { table, utc } from '../terminal/format.ts';

export function addVersions(program: Command): void {
  program
    .command('versions')
    .description('list the versions of the registered models, or of one, newest first')
    .argument('[model]', 'the name of a registered model')
    .addHelpText('before', 'Examples:\n  sightline versions\n  sightline versions digits --json\n')
    .action(async (model: string | undefined, _: object, command: Command) => {
      const output = outputOf(command);
      const store = openStore(sightlineHome().root);
      const registry = openRegistry(store);
      const listed: Listed[] = [];
      for (const name of await modelsNamed(model, registry)) {
        const aliases = Object.entries(await registry.aliases(name));
        for (const entry of await registry.versions(name)) {
          const pointing = aliases.filter(([, version]) => version === entry.version).map(([alias]) => alias);
          listed.push({ ...entry, aliases: pointing, evaluation: await evaluationOf(entry, store) });
        }
      }
      listed.sort((a, b) => (a.registeredAt < b.registeredAt ? 1 : -1));
      output.result(listed, textOf(listed));
      if (listed[0]) output.say(`Next: sightline evaluate ${listed[0].name}@${listed[0].version} --data <data>`);
    });
}

interface Listed extends RegisteredVersion {
  /** Which point at it now. */
  aliases: string[];
  /** What it was measured to do; null when its files are no longer there. */
  evaluation: EvaluationSummary | null;
}

function textOf(versions: readonly Listed[]): string {
  if (versions.length === 0) return 'No versions yet. Next: sightline run <pipeline.yaml>';
  const rows = versions.map(({ name, version, aliases, evaluation, gate, model, registeredAt }) => [
    `${name}@${version}`,
    aliases.join(', '),
    evaluation ? formatHeadline(evaluation) : 'files missing',
    gate.passed ? 'passed' : 'refused',
    shortId(model.id),
    utc(registeredAt),
  ]);
  return table([['VERSION', 'PROMOTED', 'MEASURED', 'GATE', 'MODEL', 'REGISTERED (UTC)'], ...rows]);
}

async function evaluationOf({ model }: RegisteredVersion, store: ArtifactStore): Promise<EvaluationSummary | null> {
  try {
    // The exhibits are not looked at.
    return await store.readJson(model, 'evaluation.json', evaluationSummarySchema.strip());
  } catch (error) {
    if (errorCodeOf(error) === undefined) throw error;
    return null;
  }
}
