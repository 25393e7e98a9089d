import { CliError } from '../errors.ts';

/** What keeps a server from listening, in our words; any other error as it is. */
export function cannotListen(cause: unknown, { port, host }: { port: number; host: string }): unknown {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another program. Stop that, or choose another: --port 0 takes any free one`,
    EACCES: `port ${port} is not for this user. Choose one from 1024`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Choose one of it: 127.0.0.1, or 0.0.0.0 for all`,
    ENOTFOUND: `there is no host ${host}. Choose an address of this machine: 127.0.0.1, or 0.0.0.0 for all`,
    EAI_AGAIN: `the host ${host} cannot be looked up. Choose an address of this machine: 127.0.0.1, or 0.0.0.0 for all`,
  };
  const reason = reasons[String((cause as NodeJS.ErrnoException).code)];
  return reason ? new CliError('cli/cannot-listen', `The server cannot listen: ${reason}.`, { cause }) : cause;
}
