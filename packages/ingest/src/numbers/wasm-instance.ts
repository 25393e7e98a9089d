/** An instance of a WebAssembly module: the memory that its functions work on; what extends it adds those. */
export interface WasmInstance {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
}

/** Of the type definitions only the browser's have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

const PAGE = 65_536;
/** Memory does not shrink: work that needs more gets a new instance. */
const MOST_KEPT = 2 ** 24;

/**
 * Compiles an embedded WebAssembly module.
 *
 * @returns gives an instance, to be cast to its functions, with at least so many bytes of memory, whose content is
 * undefined
 */
export function instancesOf(base64: string): (bytes: number) => WasmInstance {
  const compiled = new WebAssembly.Module(Buffer.from(base64, 'base64'));
  const newInstance = () => new WebAssembly.Instance(compiled).exports as WasmInstance;
  const shared = newInstance();
  return (bytes) => {
    const wasm = bytes > MOST_KEPT ? newInstance() : shared;
    const missing = bytes - wasm.memory.buffer.byteLength;
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / PAGE));
    return wasm;
  };
}
