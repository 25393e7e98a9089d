import { InvalidArgumentError } from 'commander';

/** Reads a word of the command line as the URL of a server. @throws InvalidArgumentError when it is none */
export function parseUrl(value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:8501.');
  return value;
}
