#!/usr/bin/env node
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { errorCodeOf, messageOf } from '@sightline/contracts';
import { cacheFolder } from './cache.ts';
import { progressPrinter } from './progress-printer.ts';
import { installedTensorflow, installTensorflow } from './tensorflow/tensorflow.ts';
import { installedTemporalCli, temporalCli } from './temporal/temporal-cli.ts';

const USAGE = `Examples:
  npx @sightline/native install               installs TensorFlow and the Temporal CLI, each step skipped when done
  npx @sightline/native install tensorflow    only one of them (or: temporal)
  npx @sightline/native status --json         what is installed, for a script

Parts are kept in ${cacheFolder()} (SIGHTLINE_CACHE moves it).`;

const PARTS = ['tensorflow', 'temporal'];

/** Every copy of tfjs-node has the same sources of the binding, so that what is built for this one serves all. */
const BINDING_PACKAGE = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const [command, ...parts] = positionals;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const unknown = parts.find((part) => !PARTS.includes(part));
  if ((command !== 'install' && command !== 'status') || unknown !== undefined) {
    console.error(unknown === undefined ? USAGE : `Unknown part "${unknown}". Allowed: ${PARTS.join(', ')}.`);
    return 2;
  }
  if (command === 'install') await install(parts.length > 0 ? parts : PARTS);
  const { tensorflow, temporal } = {
    tensorflow: installedTensorflow(BINDING_PACKAGE),
    temporal: await installedTemporalCli(),
  };
  if (values.json)
    console.log(JSON.stringify({ cache: cacheFolder(), tensorflow: tensorflow ?? null, temporal: temporal ?? null }));
  else {
    const found = tensorflow && `${tensorflow.version} from ${tensorflow.source}\n            ${tensorflow.folder}`;
    console.log(`tensorflow  ${found ?? 'not installed'}`);
    console.log(`temporal    ${temporal ?? 'not installed'}`);
  }
  return 0;
}

async function install(parts: readonly string[]): Promise<void> {
  const onProgress = progressPrinter(process.stderr);
  if (parts.includes('tensorflow')) await installTensorflow({ packageFolder: BINDING_PACKAGE, onProgress });
  if (parts.includes('temporal')) await temporalCli(onProgress);
  if (process.stderr.isTTY) process.stderr.write('\n');
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const wrongUsage = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    console.error(errorCodeOf(error) || wrongUsage ? messageOf(error) : error);
    process.exitCode = wrongUsage ? 2 : 1;
  },
);
