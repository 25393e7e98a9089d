// Sets how severe a message of TensorFlow must be to be printed. TensorFlow heeds TF_CPP_MIN_LOG_LEVEL only when it has
// printed lines already, while it was loaded: so its first library is loaded here, and the level of its Abseil set.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

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

// setMinLogLevel(library, level): level 0 to 4 as Abseil has them: info, warning, error, fatal, none.
napi_value setMinLogLevel(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  size_t length = 0;
  napi_get_value_string_utf8(env, arguments[0], nullptr, 0, &length);
  std::string library(length, '\0');
  napi_get_value_string_utf8(env, arguments[0], library.data(), length + 1, &length);
  int32_t level = 0;
  napi_get_value_int32(env, arguments[1], &level);
  void* handle = open(library, level > 0);
  void* symbol = handle == nullptr ? nullptr : dlsym(handle, kSetMinLogLevel);
  if (symbol != nullptr) reinterpret_cast<void (*)(int)>(symbol)(level);
  napi_value isSet;
  napi_get_boolean(env, symbol != nullptr, &isSet);
  return isSet;
}

napi_value init(napi_env env, napi_value exports) {
  napi_value function;
  napi_create_function(env, "setMinLogLevel", NAPI_AUTO_LENGTH, setMinLogLevel, nullptr, &function);
  napi_set_named_property(env, exports, "setMinLogLevel", function);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, init)
