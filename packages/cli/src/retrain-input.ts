import { userInfo } from 'node:os';
import { sightlineHome } from '@sightline/artifacts';
import { parsePipeline } from '@sightline/contracts';
import type { RetrainInput } from '@sightline/contracts/run';
import type { Command } from 'commander';
import { readSpec } from './arguments/read-spec.ts';
import { addSetting } from './arguments/settings.ts';
import { parseUrl } from './arguments/url.ts';
import { checkOnce } from './check-data.ts';
import { outputOf } from './output.ts';

export interface RetrainOptions {
  set?: string[];
  server?: string;
}

/** Adds a command that takes a pipeline to be retrained. */
export function addRetrainCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .option('--set <path=value>', 'a value instead of that of the file, in YAML; may be repeated', addSetting)
    .option('--server <url>', 'a model server that must answer with each new version', parseUrl);
}

/** What its retraining is started with. @throws what is wrong with the spec, or with its data */
export async function readRetrainInput(
  file: string,
  { set, server }: RetrainOptions,
  command: Command,
): Promise<RetrainInput> {
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file, set);
  await checkOnce(pipeline, sightlineHome().root, outputOf(command));
  return { pipeline, who: userInfo().username, ...(server !== undefined && { serverUrl: server }) };
}
