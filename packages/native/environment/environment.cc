// What TensorFlow's native code reads of its surroundings: the environment variables, and how severe a message must be
// to be printed.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

// Of the TensorFlow that is pinned: another one has another name for it, and keeps its level.
constexpr const char* kSetMinLogLevel = "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE";

// Loads a library for good: TensorFlow itself is loaded next. It prints before its level can be set.
void* open(const std::string& library, bool isSilent) {
  const int nowhere = isSilent ? ::open("/dev/null", O_WRONLY) : -1;
  const int kept = nowhere < 0 ? -1 : dup(STDERR_FILENO);
  if (kept >= 0) dup2(nowhere, STDERR_FILENO);
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (kept >= 0) dup2(kept, STDERR_FILENO);
  for (int descriptor : {nowhere, kept})
    if (descriptor >= 0) close(descriptor);
  return handle;
}

std::string stringOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

// setMinLogLevel(library, level): level 0 to 4 as Abseil has them: info, warning, error, fatal, none. TensorFlow heeds
// TF_CPP_MIN_LOG_LEVEL only when it has printed lines already, while it was loaded: so its first library is loaded
// here, and the level of its Abseil set.
napi_value setMinLogLevel(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  int32_t level = 0;
  napi_get_value_int32(env, arguments[1], &level);
  void* handle = open(stringOf(env, arguments[0]), level > 0);
  void* symbol = handle == nullptr ? nullptr : dlsym(handle, kSetMinLogLevel);
  if (symbol != nullptr) reinterpret_cast<void (*)(int)>(symbol)(level);
  napi_value isSet;
  napi_get_boolean(env, symbol != nullptr, &isSet);
  return isSet;
}

// setVariable(name, value): process.env of a worker thread, and of jest, is a copy that native code does not see.
napi_value setVariable(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  setenv(stringOf(env, arguments[0]).c_str(), stringOf(env, arguments[1]).c_str(), 1);
  return nullptr;
}

void define(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value init(napi_env env, napi_value exports) {
  define(env, exports, "setMinLogLevel", setMinLogLevel);
  define(env, exports, "setVariable", setVariable);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, init)
