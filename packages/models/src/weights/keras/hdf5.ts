import type * as Library from 'h5wasm';
import { ModelsError } from '../../errors.ts';
import { unreadable } from '../read-weights.ts';
import type { StoredWeight } from '../stored-weights.ts';

/** A group of an HDF5 file. */
export interface Hdf5Group {
  /** Of its attributes those that are texts or lists of texts. */
  texts(attribute: string): readonly string[] | undefined;
  /** The names of its groups and datasets. */
  readonly names: readonly string[];
  /** @param path of a group within it */
  group(path: string): Hdf5Group | undefined;
  /** @param path of a dataset within it, of floating-point numbers. @throws ModelsError `models/unreadable-weights` */
  weight(path: string): StoredWeight;
}

let opened = 0;

/**
 * Opens an HDF5 file for as long as `read` runs.
 *
 * @param name of the file, for messages
 * @throws ModelsError `models/unreadable-weights` when it is damaged, and what `read` throws
 */
export async function readHdf5<Result>(
  bytes: Uint8Array,
  name: string,
  read: (root: Hdf5Group) => Result,
): Promise<Result> {
  // Four megabytes of WebAssembly, which only these files need.
  const hdf5 = await import('h5wasm');
  const { FS, activate_throwing_error_handler: throwErrors } = await hdf5.ready;
  // Otherwise HDF5 prints them.
  throwErrors();
  const place = `/weights-${opened++}.h5`;
  FS.writeFile(place, bytes);
  let file: Library.File | undefined;
  try {
    file = new hdf5.File(place, 'r');
    return read(groupOf(file, { hdf5, name }));
  } catch (cause) {
    if (cause instanceof ModelsError) throw cause;
    throw unreadable(name, 'it is damaged or cut short, or no HDF5 file', cause);
  } finally {
    file?.close();
    FS.unlink(place);
  }
}

function groupOf(group: Library.Group, file: { hdf5: typeof Library; name: string }): Hdf5Group {
  const { Group, Dataset } = file.hdf5;
  return {
    texts(attribute) {
      const value: unknown = group.attrs[attribute]?.value;
      if (typeof value === 'string') return [value];
      return Array.isArray(value) ? value.map(String) : undefined;
    },
    names: group.keys(),
    group(path) {
      const found = group.get(path);
      return found instanceof Group ? groupOf(found, file) : undefined;
    },
    weight(path) {
      const found = group.get(path);
      if (!(found instanceof Dataset)) throw unreadable(file.name, `it has no ${path}`);
      const { shape, value } = found;
      if (typeof value === 'number') return { shape: [], data: Float32Array.of(value) };
      if (value instanceof Float32Array || value instanceof Float64Array) {
        return { shape: shape ?? [], data: Float32Array.from(value) };
      }
      throw unreadable(file.name, `${path} is not of float32 or float64; save the model with float32 weights`);
    },
  };
}
