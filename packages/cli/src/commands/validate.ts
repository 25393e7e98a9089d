import { sightlineHome } from '@sightline/artifacts';
import { networkName, parsePipeline, problemLines } from '@sightline/contracts';
import type { Command } from 'commander';
import { checkPipelineData } from '../check-data.ts';
import { outputOf } from '../output.ts';
import { readSpec } from '../arguments/read-spec.ts';

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a pipeline against its data, build its network and try its custom code')
    .argument('<pipeline>', 'the pipeline: a YAML or JSON file')
    .addHelpText('before', 'Examples:\n  sightline validate examples/digits/pipeline.yaml\n')
    .addHelpText('after', '\nHow many classes there are is known after ingest: the network is built for two.')
    .action(validate);
}

async function validate(file: string, _options: object, command: Command): Promise<void> {
  const output = outputOf(command);
  const pipeline = parsePipeline(await readSpec(file, 'pipeline'), file);
  const { looked, problems } = await checkPipelineData(pipeline, sightlineHome().root);
  const { buildStandIn } = await import('@sightline/trainer');
  const { table, parameters, tried } = await buildStandIn(pipeline);
  const network = networkName(pipeline.model);
  const also = tried.length > 0 ? ` Tried on random inputs: ${tried.join(', ')}.` : '';
  const found = problems.length > 0 ? ` To look at:\n${problemLines(problems)}` : '';
  output.result(
    { valid: true, network, parameters, tried, looked, problems },
    `${table}\n${looked}${found}\n${file} is valid. Its network: ${network}.${also}`,
  );
}
