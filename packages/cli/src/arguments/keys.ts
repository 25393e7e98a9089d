import { InvalidArgumentError } from 'commander';

/** Reads a word as what a firing is called. @throws InvalidArgumentError when it is none */
export function parseKey(word: string): string {
  if (!/^[\x21-\x7e]{1,200}$/.test(word)) throw new InvalidArgumentError('Expected 1 to 200 characters, no spaces.');
  return word;
}
