import { openRegistry, openStore, sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { table, utc } from '../terminal/format.ts';

export function addModels(program: Command): void {
  program
    .command('models')
    .description('list the registered models: how many versions, and which are promoted')
    .addHelpText('before', 'Examples:\n  sightline models\n  sightline models --json\n')
    .action(async (_, command: Command) => {
      const output = outputOf(command);
      const registry = openRegistry(openStore(sightlineHome().root));
      const models = [];
      for (const name of await registry.models()) {
        const versions = await registry.versions(name);
        const latest = versions.at(-1)?.registeredAt ?? null;
        models.push({ name, versions: versions.length, aliases: await registry.aliases(name), registeredAt: latest });
      }
      const rows = models.map(({ name, versions, aliases, registeredAt }) => [
        name,
        String(versions),
        Object.entries(aliases)
          .map(([alias, version]) => `${alias} is ${version}`)
          .join(', ') || 'none',
        registeredAt ? utc(registeredAt) : '',
      ]);
      output.result(
        models,
        rows.length > 0
          ? table([['MODEL', 'VERSIONS', 'PROMOTED', 'LATEST (UTC)'], ...rows])
          : 'No models yet. Next: sightline run <pipeline.yaml>',
      );
      if (models[0]) output.say(`Next: sightline versions ${models[0].name}`);
    });
}
