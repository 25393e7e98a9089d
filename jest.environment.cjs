const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest runs tests in a separate realm, which has its own typed arrays; TensorFlow.js and ONNX Runtime check for
 * those of the outer realm, which their native parts make.
 */
module.exports = class extends TestEnvironment {
  constructor(...settings) {
    super(...settings);
    Object.assign(this.global, {
      Float32Array,
      Float64Array,
      Int8Array,
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      BigInt64Array,
      BigUint64Array,
      Uint8ClampedArray,
      ArrayBuffer,
    });
  }
};
