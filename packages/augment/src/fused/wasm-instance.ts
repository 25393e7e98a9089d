import { AugmentError } from '../errors.ts';
import { FUSED_STEP_WASM } from '../generated/fused-step.ts';

/**
 * A `WebAssembly.Memory` with `shared: true`: threads see the same bytes, and arrays over it stay valid when it grows.
 */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** Of assembly/fused-step.ts; numbers are sizes, addresses and factors. */
interface Functions {
  prepare(reading: number): void;
  readRows(...rows: [reading: number, from: number, to: number, target: number, spare: number]): void;
  sumOfRead(reading: number, sums: number, room: number): void;
  sumOfValues(values: number, count: number, channels: number, sums: number): void;
  mapGrey(values: number, count: number, map: number): void;
  mapColours(values: number, count: number, map: number): void;
  addNoise(
    ...noise: [
      values: number,
      count: number,
      first: number,
      sigma: number,
      key: number,
      secondKey: number,
      spare: number,
    ]
  ): void;
  scaleAndAdd(values: number, count: number, pattern: number): void;
  toBytes(values: number, count: number, factor: number, target: number): void;
}

/** Of the type definitions only the browser's have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
};

const PAGE = 65_536;
/** What the module is compiled for, in pages: 1 GiB. */
const MAXIMUM = 16_384;
/** Bytes round an array that may be read, though they do not count. */
export const MARGIN = 64;

const compiled = new WebAssembly.Module(Buffer.from(FUSED_STEP_WASM, 'base64'));

/**
 * The compiled functions over a memory, and room in it that is theirs alone: each thread has its own instance, though
 * memories may be shared.
 */
export class WasmInstance {
  readonly call: Functions;
  /** Views of all of the memory; replaced when it grows. */
  bytes: Uint8Array;
  ints: Int32Array;
  floats: Float32Array;
  doubles: Float64Array;
  readonly #memory: SharedMemory;
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #start = 0;
  #end = 0;

  constructor(memory: SharedMemory) {
    this.#memory = memory;
    this.call = new WebAssembly.Instance(compiled, { env: { memory } }).exports as Functions;
    this.#buffers.add(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.ints = new Int32Array(memory.buffer);
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.room(PAGE);
  }

  /**
   * The address of at least `size` bytes, a multiple of 64; what was there before is not kept when they are more than
   * ever before. New room is made by growing the memory: so no other instance has it.
   */
  room(size: number): number {
    if (size > this.#end - this.#start) {
      const pages = Math.ceil(Math.max(size, 2 * (this.#end - this.#start)) / PAGE);
      const start = this.#grow(pages) * PAGE;
      [this.#start, this.#end] = [start, start + pages * PAGE];
      this.#look();
    }
    return this.#start;
  }

  /**
   * The address of `bytes` bytes of an array from `offset` on, when they lie in the memory with margins round them;
   * `undefined` of any other.
   */
  addressOf(array: Uint8Array | Float32Array, offset: number, bytes: number): number | undefined {
    if (!this.#buffers.has(array.buffer)) {
      if (array.buffer !== this.#memory.buffer) return undefined;
      this.#look();
    }
    const address = array.byteOffset + offset;
    return address >= MARGIN && address + bytes + MARGIN <= this.bytes.length ? address : undefined;
  }

  #look(): void {
    const { buffer } = this.#memory;
    this.#buffers.add(buffer);
    this.bytes = new Uint8Array(buffer);
    this.ints = new Int32Array(buffer);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  #grow(pages: number): number {
    try {
      return this.#memory.grow(pages);
    } catch (cause) {
      throw new AugmentError(
        'augment/out-of-memory',
        `The memory of ${this.#memory.buffer.byteLength} bytes cannot grow by the ${pages * PAGE} that an image ` +
          `needs. Give it a larger \`maximum\`, up to ${MAXIMUM} pages, or make the images smaller.`,
        { cause },
      );
    }
  }
}

/**
 * Memory for `bytes` bytes of the caller's, from byte 64 on, that can grow to 1 GiB: for an augmenter's `memory`.
 *
 * @example
 * const memory = createSharedMemory(batchSize * 28 * 28 * 4);
 * const batch = new Float32Array(memory.buffer, 64, batchSize * 28 * 28);
 */
export function createSharedMemory(bytes: number): SharedMemory {
  return new WebAssembly.Memory({ initial: Math.ceil((bytes + MARGIN) / PAGE), maximum: MAXIMUM, shared: true });
}

const instances = new WeakMap<SharedMemory, WasmInstance>();
let own: SharedMemory | undefined;

/** This thread's instance over a memory; over a new one when none is given. */
export function instanceOver(memory?: SharedMemory): WasmInstance {
  const chosen = memory ?? (own ??= createSharedMemory(0));
  let wasm = instances.get(chosen);
  if (!wasm) instances.set(chosen, (wasm = new WasmInstance(chosen)));
  return wasm;
}
