import type { Attribute } from './program.ts';

export function int(value: number): Attribute {
  return { type: 'int', value };
}

export function ints(value: readonly number[]): Attribute {
  return { type: 'ints', value };
}

export function flag(value: boolean): Attribute {
  return { type: 'bool', value };
}
