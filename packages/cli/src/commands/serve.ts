import { sightlineHome } from '@sightline/artifacts';
import type { Command } from 'commander';
import { outputOf } from '../output.ts';
import { cannotListen } from '../arguments/cannot-listen.ts';
import { parseAlias } from '../arguments/names.ts';
import { DEFAULT_PORT, parsePort } from '../arguments/port.ts';

/** Milliseconds in which a load balancer may learn that the server ends, before it takes no more connections. */
const GRACE = 3_000;

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('serve the promoted models over HTTP until Ctrl-C')
    .option('--port <number>', 'the port; 0 takes any free one', parsePort, DEFAULT_PORT)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--alias <alias>', 'which version of each model', parseAlias, 'production')
    .addHelpText('before', 'Examples:\n  sightline serve\n  sightline serve --port 9000 --alias staging\n')
    .action(async (options: { port: number; host: string; alias: string }, command: Command) => {
      const output = outputOf(command);
      const { startServer } = await import('@sightline/server');
      const logger = { info: output.say, warn: output.say };
      const server = await startServer({ root: sightlineHome().root, logger, ...options }).catch((error: unknown) => {
        throw cannotListen(error, options);
      });
      output.result({ url: server.url }, server.url);
      output.say('Serving; Ctrl-C stops. Next: sightline predict <image>');
      const signal = await interrupted();
      await server.close({ grace: signal === 'SIGTERM' ? GRACE : 0 });
    });
}

function interrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}
