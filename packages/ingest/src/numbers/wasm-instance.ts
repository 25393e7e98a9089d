/** A WebAssembly module's functions, and the memory that they work on. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
}

/** Of the type definitions only the browser's have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

const PAGE = 65_536;
/** Memory does not shrink: work that needs more gets a new kernel. */
const MOST_KEPT = 2 ** 24;

/**
 * Compiles an embedded WebAssembly module.
 *
 * @returns gives the module, to be cast to its functions, with at least so many bytes of memory: what earlier callers
 * left there is no more
 */
export function kernelOf(base64: string): (bytes: number) => Kernel {
  const compiled = new WebAssembly.Module(Buffer.from(base64, 'base64'));
  const newKernel = () => new WebAssembly.Instance(compiled).exports as Kernel;
  const shared = newKernel();
  return (bytes) => {
    const kernel = bytes > MOST_KEPT ? newKernel() : shared;
    const missing = bytes - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
    return kernel;
  };
}
