import type { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import type { Binding, NativeBackend } from '../../backend/native-backend.ts';

/** What observes a recorded function. */
interface Watcher {
  readonly executeOp: Binding['executeOp'];
  readonly createTensor: Binding['createTensor'];
  /** Receives the array of each tensor that is made. */
  readonly wrote: (data: object) => void;
  /** The error for what a recorded function may not do. */
  readonly refuse: (what: string) => EngineError;
  /** Receives what tfjs keeps. */
  readonly kept: tf.Tensor[];
  /** Receives each variable that is assigned, with what it held before. */
  readonly assigned: Map<tf.Variable, tf.Tensor>;
}

/** Puts a watcher between tfjs and TensorFlow. @returns a function that ends it */
export function watch(backend: NativeBackend, watcher: Watcher): () => void {
  const restore: (() => void)[] = [];
  const native = backend.binding;
  backend.binding = Object.create(native, {
    executeOp: { value: watcher.executeOp },
    createTensor: { value: watcher.createTensor },
  }) as Binding;
  restore.push(() => (backend.binding = native));

  const { write, readSync } = backend;
  backend.write = (data, shape, dtype) => {
    watcher.wrote(data);
    return write.call(backend, data, shape, dtype);
  };
  backend.readSync = (dataId) => {
    const { values } = backend.tensorMap.get(dataId);
    if (values !== null) return readSync.call(backend, dataId);
    throw watcher.refuse('A tensor was read (dataSync, data, array, print) inside the recorded function');
  };
  restore.push(() => ['write', 'readSync'].forEach((name) => Reflect.deleteProperty(backend, name)));

  const { random } = Math;
  Math.random = () => {
    throw watcher.refuse(
      'A random number was drawn in JavaScript (Math.random; tf.randomUniform and tf.dropout call it) ' +
        'inside the recorded function, where it would be the same at each call',
    );
  };
  restore.push(() => (Math.random = random));

  const engine = tf.engine() as unknown as { keep: typeof tf.keep };
  const { keep } = engine;
  engine.keep = (tensor) => {
    watcher.kept.push(tensor);
    return keep.call(engine, tensor) as typeof tensor;
  };
  restore.push(() => Reflect.deleteProperty(engine, 'keep'));

  const { assign } = tf.Variable.prototype;
  const { assigned } = watcher;
  tf.Variable.prototype.assign = function (this: tf.Variable, value) {
    if (!assigned.has(this)) assigned.set(this, keep.call(engine, this.clone()));
    assign.call(this, value);
  };
  restore.push(() => (tf.Variable.prototype.assign = assign));
  return () => {
    for (const undo of restore) undo();
  };
}
