import { describeLayer, type LayerName } from '../program/program.ts';

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

/** Where a recorded function is: its layer and the line of the caller's code, as ` (in layer "x" of class Dense, at file:line)`. */
export function describePlace(layer: LayerName | undefined): string {
  const site = callSite();
  const parts = [layer ? `in ${describeLayer(layer)}` : [], site === undefined ? [] : `at ${site}`].flat();
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
