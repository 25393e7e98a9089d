/**
 * Lets a thread be ended between native calls only: one that is ended inside a call which then hands something to
 * JavaScript takes the process with it. The thread passes the gate with each such call; whoever ends it closes the
 * gate, and nobody is inside any more when the call has ended.
 */
export type NativeGate = Int32Array;

/** The two numbers that threads share. */
const [INSIDE, CLOSED] = [0, 1];

/** A gate with its thread inside: modules that load are native calls too. It leaves when they have. */
export function createGate(): NativeGate {
  const gate = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  gate[INSIDE] = 1;
  return gate;
}

/** Before a native call. @returns false when the gate is closed: then the call must not be made */
export function enterGate(gate: NativeGate): boolean {
  Atomics.store(gate, INSIDE, 1);
  if (Atomics.load(gate, CLOSED) === 0) return true;
  leaveGate(gate);
  return false;
}

/** After a native call. */
export function leaveGate(gate: NativeGate): void {
  Atomics.store(gate, INSIDE, 0);
  Atomics.notify(gate, INSIDE);
}

/** Lets no call begin any more. */
export function closeGate(gate: NativeGate): void {
  Atomics.store(gate, CLOSED, 1);
}

/** Holds the calling thread until nobody is inside, or for `milliseconds`. */
export function awaitGate(gate: NativeGate, milliseconds: number): void {
  Atomics.wait(gate, INSIDE, 1, milliseconds);
}
