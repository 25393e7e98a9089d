import { InvalidArgumentError } from 'commander';

/** Of the model server, as TensorFlow Serving has it. */
export const DEFAULT_PORT = 8501;
/** Where webhooks are taken. */
export const TRIGGER_PORT = 8510;

/** Reads a word of the command line as a port. @throws InvalidArgumentError when it is none */
export function parsePort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}
