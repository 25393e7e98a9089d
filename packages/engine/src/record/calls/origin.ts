import { messageOf } from '@sightline/contracts';
import { EngineError } from '../../errors.ts';
import { describeLayer, formatType, type LayerName, type Value } from '../../program/program.ts';
import { reasonOf } from '../../session/refusal.ts';

/** Frames of a stack that lie in tfjs, in Node or in this package, not in the code of a user. */
const FOREIGN = /node_modules|node:|tfjs-\w+[\\/]|[\\/]engine[\\/](?:src|dist)[\\/](?!.*\.test\.)/;

/** The line of the caller's code that is running, as `file:line:column`, or `undefined`. */
function callSite(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const lines = (new Error('for its stack').stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  const line = lines.find((frame) => /[\\/].*:\d+:\d+/.test(frame) && !FOREIGN.test(frame));
  return line?.replace(/^\s*at\s+/, '').replace(/^.*\((.*)\)$/, '$1');
}

/**
 * Where a recorded function is: its layer and the line of the caller's code, as
 * ` (in layer "x" of class Dense, at file:line)`.
 */
export function describePlace(layer: LayerName | undefined): string {
  const site = callSite();
  const parts = [layer ? `in ${describeLayer(layer)}` : [], site === undefined ? [] : `at ${site}`].flat();
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** Runs an operation; where TensorFlow refuses it, says which, of what, and in which layer. */
export function namingRefusals<Result>(
  execute: () => Result,
  { op, arguments_, layer }: { op: string; arguments_: readonly Value[]; layer: LayerName | undefined },
): Result {
  try {
    return execute();
  } catch (cause) {
    const what = `${op}${describePlace(layer)} cannot be computed for ${arguments_.map(formatType).join(', ')}`;
    throw new EngineError('engine/invalid-program', `${what}: ${reasonOf(messageOf(cause))}.`, { cause });
  }
}
