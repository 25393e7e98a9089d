// @ts-check
// Reads one NumPy array from a pickle, without Python and without running it. A pickle is a program that may call
// anything; this reader knows only the operations that an array of plain numbers is made of, calls nothing, and refuses
// all else. Format: https://docs.python.org/3/library/pickletools.html, protocol 4.

/**
 * @typedef {object} PickledArray
 * @property {string} dtype NumPy's type string: `|u1`, `<i8`
 * @property {number[]} shape
 * @property {Uint8Array} data in C order
 *
 * @typedef {{ global: string }} Global a name that Python would import
 * @typedef {{ type: string, order?: string | undefined }} Dtype
 * @typedef {{ array?: PickledArray | undefined }} Shell an array, empty until its state is set
 * @typedef {number | string | boolean | null | Uint8Array | Value[] | Global | Dtype | Shell} Value
 */

const DTYPE = 'numpy.dtype';
/** As NumPy 1 and 2 call it. */
const RECONSTRUCT = ['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct'];
const GLOBALS = [...RECONSTRUCT, 'numpy.ndarray', DTYPE];
const MARK = Symbol('mark');

class Machine {
  at = 0;
  /** @type {(Value | typeof MARK)[]} */
  stack = [];
  /** @type {Value[]} */
  memo = [];

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  /** @param {number} length */
  take(length) {
    if (this.at + length > this.bytes.length) throw this.refusal('ends early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @returns {Value} */
  pop() {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw this.refusal('pops from an empty stack');
    return value;
  }

  /** @param {Value} value */
  push(value) {
    this.stack.push(value);
  }

  /** @param {string} problem */
  refusal(problem) {
    return new Error(
      `The pickle ${problem} (before byte ${this.at}). Only a pickle of one NumPy array of numbers is read.`,
    );
  }
}

/** By opcode: what each operation does. @type {Record<number, (machine: Machine) => void>} */
const OPERATIONS = {
  // FRAME: how much follows
  0x95: (machine) => void machine.take(8),
  // BININT1, BININT2, BININT
  0x4b: (machine) => machine.push(machine.take(1).readUInt8()),
  0x4d: (machine) => machine.push(machine.take(2).readUInt16LE()),
  0x4a: (machine) => machine.push(machine.take(4).readInt32LE()),
  // NONE, NEWTRUE, NEWFALSE
  0x4e: (machine) => machine.push(null),
  0x88: (machine) => machine.push(true),
  0x89: (machine) => machine.push(false),
  // SHORT_BINUNICODE, SHORT_BINBYTES, BINBYTES
  0x8c: (machine) => machine.push(machine.take(machine.take(1).readUInt8()).toString('utf8')),
  0x43: (machine) => machine.push(machine.take(machine.take(1).readUInt8())),
  0x42: (machine) => machine.push(machine.take(machine.take(4).readUInt32LE())),
  // TUPLE1, TUPLE2, TUPLE3, MARK, TUPLE
  0x85: (machine) => tuple(machine, 1),
  0x86: (machine) => tuple(machine, 2),
  0x87: (machine) => tuple(machine, 3),
  0x28: (machine) => void machine.stack.push(MARK),
  0x74: (machine) => {
    const mark = machine.stack.lastIndexOf(MARK);
    if (mark < 0) throw machine.refusal('has a tuple without a beginning');
    tuple(machine, machine.stack.length - mark - 1);
    machine.stack.splice(mark, 1);
  },
  // MEMOIZE, BINGET
  0x94: (machine) => {
    const value = machine.pop();
    machine.memo.push(value);
    machine.push(value);
  },
  0x68: (machine) => {
    const value = machine.memo[machine.take(1).readUInt8()];
    if (value === undefined) throw machine.refusal('recalls what it never kept');
    machine.push(value);
  },
  // STACK_GLOBAL, REDUCE, BUILD
  0x93: importName,
  0x52: call,
  0x62: setState,
};

/**
 * @param {Buffer} bytes
 * @returns {PickledArray}
 * @throws {Error} when the pickle is damaged, or holds anything but an array of numbers
 */
export function readPickledArray(bytes) {
  const machine = new Machine(bytes);
  const [proto, version] = machine.take(2);
  if (proto !== 0x80 || version !== 4) throw machine.refusal('is not of protocol 4');
  for (;;) {
    const [opcode = 0] = machine.take(1);
    if (opcode === 0x2e) break; // STOP
    const operation = OPERATIONS[opcode];
    if (!operation) throw machine.refusal(`has the operation 0x${opcode.toString(16)}`);
    operation(machine);
  }
  const result = machine.pop();
  const array = isShell(result) ? result.array : undefined;
  if (!array || machine.stack.length > 0 || machine.at < bytes.length) throw machine.refusal('ends without an array');
  return array;
}

/**
 * @param {Machine} machine
 * @param {number} length
 */
function tuple(machine, length) {
  const values = Array.from({ length }, () => machine.pop());
  machine.push(values.reverse());
}

/** @param {Machine} machine */
function importName(machine) {
  const [name, module] = [textOf(machine, machine.pop()), textOf(machine, machine.pop())];
  const global = `${module}.${name}`;
  if (!GLOBALS.includes(global)) throw machine.refusal(`imports ${global}`);
  machine.push({ global });
}

/** The only two calls: an empty array, and the type of its values. @param {Machine} machine */
function call(machine) {
  const [values, callee] = [machine.pop(), machine.pop()];
  const global = /** @type {Partial<Global> | null} */ (callee)?.global ?? '';
  if (Array.isArray(values) && RECONSTRUCT.includes(global)) machine.push({ array: undefined });
  else if (Array.isArray(values) && global === DTYPE)
    machine.push({ type: textOf(machine, values[0]), order: undefined });
  else throw machine.refusal('calls something that is neither an array nor a type');
}

/** @param {Machine} machine */
function setState(machine) {
  const [state, target] = [machine.pop(), machine.pop()];
  if (!Array.isArray(state)) throw machine.refusal('sets a state that is not a tuple');
  if (isShell(target) && !target.array) target.array = arrayOf(machine, state);
  else if (isDtype(target) && target.order === undefined) target.order = textOf(machine, state[1]);
  else throw machine.refusal('sets the state of something that is neither an array nor a type');
  machine.push(target);
}

/**
 * @param {Machine} machine
 * @param {Value[]} state
 * @returns {PickledArray}
 */
function arrayOf(machine, [version, shape, type, inFortranOrder, data]) {
  const known = isDtype(type) && /^[biuf][1248]$/.test(type.type) && /^[|<]$/.test(type.order ?? '');
  if (version !== 1 || !Array.isArray(shape) || !known || inFortranOrder !== false || !(data instanceof Uint8Array))
    throw machine.refusal('holds an array of another kind: numbers in C order, low byte first, are read');
  const lengths = shape.map(Number);
  if (!lengths.every((length) => length >= 0)) throw machine.refusal(`holds an array of ${lengths.join(' × ')}`);
  const size = lengths.reduce((product, length) => product * length, Number(type.type.slice(1)));
  if (size !== data.length)
    throw machine.refusal(`holds ${data.length} bytes for an array of ${lengths.join(' × ')} ${type.type}`);
  return { dtype: `${type.order}${type.type}`, shape: lengths, data };
}

/**
 * @param {Machine} machine
 * @param {Value | undefined} value
 */
function textOf(machine, value) {
  if (typeof value !== 'string') throw machine.refusal('has something other than a name where one is expected');
  return value;
}

/**
 * @param {Value} value
 * @returns {value is Shell}
 */
function isShell(value) {
  return typeof value === 'object' && value !== null && 'array' in value;
}

/**
 * @param {Value | undefined} value
 * @returns {value is Dtype}
 */
function isDtype(value) {
  return typeof value === 'object' && value !== null && 'type' in value;
}
