import { networkName, parsePipeline } from '@sightline/contracts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { readSpec } from '../arguments/read-spec.ts';

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a pipeline, build its network and try its custom code without any data')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .addHelpText('before', 'Examples:\n  sightline validate examples/digits/pipeline.yaml\n')
    .addHelpText('after', '\nHow many classes there are is known after ingest: the network is built for two.')
    .action(validate);
}

async function validate(file: string, _options: object, command: Command): Promise<void> {
  const output = outputOf(command);
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file);
  const { buildStandIn } = await import('@sightline/trainer');
  const { table, parameters, tried } = await buildStandIn(pipeline);
  const network = networkName(pipeline.model);
  const also = tried.length > 0 ? ` Tried on random inputs: ${tried.join(', ')}.` : '';
  output.result(
    { valid: true, network, parameters, tried },
    `${table}\n${file} is valid. Its network: ${network}.${also}`,
  );
}
