// Custom kernels for TensorFlow, as a Node-API module: start(threads) registers them and returns the name of the
// instruction set they use.
#include <node_api.h>

#include <string>

#include "instructions.h"
#include "operation.h"

namespace {

napi_value start(napi_env env, napi_callback_info info) {
  // Operations are TensorFlow's, of the whole process; a module may be loaded by several of its threads.
  static std::string problem;
  static bool started = false;
  size_t count = 1;
  napi_value argument, result;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  int32_t threads = 1;
  napi_get_value_int32(env, argument, &threads);
  if (!started) {
    started = true;
    sightline::pool(threads < 1 ? 1 : threads);
    sightline::Status status;
    sightline::registerConvolutions(status.raw);
    sightline::registerDirectConvolutions(status.raw);
    sightline::registerNormalizations(status.raw);
    sightline::registerDepthwiseConvolutions(status.raw);
    sightline::registerPoolings(status.raw);
    sightline::registerElementwise(status.raw);
    if (!status.ok()) problem = TF_Message(status.raw);
  }
  if (!problem.empty()) {
    napi_throw_error(env, nullptr, problem.c_str());
    return nullptr;
  }
  napi_create_string_utf8(env, sightline::nameOf(sightline::instructions()), NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value exportStart(napi_env env, napi_value exports) {
  const napi_property_descriptor property = {"start", nullptr, start, nullptr, nullptr, nullptr, napi_default, nullptr};
  napi_define_properties(env, exports, 1, &property);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, exportStart)
