// A TensorFlow session for Node: graphs go in as GraphDef bytes, tensors as typed arrays, and one call runs a whole
// program. Programs loaded into one session share its resource variables by name. tfjs-node's own binding has neither
// target operations, nor shared sessions, nor runs off the JavaScript thread.
#include <node_api.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace {

struct Status {
  TF_Status* raw = TF_NewStatus();
  ~Status() { TF_DeleteStatus(raw); }
  bool ok() const { return TF_GetCode(raw) == TF_OK; }
  std::string message() const { return TF_Message(raw); }
};

struct Program {
  std::vector<TF_Output> feeds, fetches;
  std::vector<TF_Operation*> targets;
};

struct Session {
  TF_Graph* graph = TF_NewGraph();
  TF_Session* raw = nullptr;
  std::vector<Program> programs;
  ~Session() {
    Status status;
    if (raw != nullptr) {
      TF_CloseSession(raw, status.raw);
      TF_DeleteSession(raw, status.raw);
    }
    TF_DeleteGraph(graph);
  }
};

// What JavaScript holds: dropping `session` closes it when the last run on it has ended.
struct Handle {
  std::shared_ptr<Session> session;
};

// One run: everything it needs, so that it can happen on another thread.
struct Run {
  std::shared_ptr<Session> session;
  Program program;
  std::vector<TF_Tensor*> inputs, outputs;
  TF_Buffer* options = nullptr;
  TF_Buffer* metadata = nullptr;
  std::string error;
  napi_async_work work = nullptr;
  napi_deferred deferred = nullptr;

  ~Run() {
    for (TF_Tensor* tensor : inputs) TF_DeleteTensor(tensor);
    for (TF_Tensor* tensor : outputs)
      if (tensor != nullptr) TF_DeleteTensor(tensor);
    if (options != nullptr) TF_DeleteBuffer(options);
    if (metadata != nullptr) TF_DeleteBuffer(metadata);
  }

  void execute() {
    Status status;
    outputs.assign(program.fetches.size(), nullptr);
    TF_SessionRun(session->raw, options, program.feeds.data(), inputs.data(), static_cast<int>(inputs.size()),
                  program.fetches.data(), outputs.data(), static_cast<int>(outputs.size()), program.targets.data(),
                  static_cast<int>(program.targets.size()), metadata, status.raw);
    if (!status.ok()) error = status.message();
  }
};

napi_value fail(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string result(length, '\0');
  napi_get_value_string_utf8(env, value, &result[0], length + 1, &length);
  return result;
}

template <typename Visit>
void eachOf(napi_env env, napi_value array, Visit visit) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  for (uint32_t index = 0; index < length; index++) {
    napi_value element;
    napi_get_element(env, array, index, &element);
    visit(element);
  }
}

// The bytes of a typed array.
struct Bytes {
  void* data = nullptr;
  size_t length = 0;
  Bytes(napi_env env, napi_value array) {
    napi_typedarray_type type;
    size_t count;
    if (napi_get_typedarray_info(env, array, &type, &count, &data, nullptr, nullptr) != napi_ok) return;
    static const size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
    length = count * kSizes[type];
  }
};

std::vector<napi_value> argumentsOf(napi_env env, napi_callback_info info, size_t count) {
  std::vector<napi_value> values(count);
  napi_get_cb_info(env, info, &count, values.data(), nullptr, nullptr);
  return values;
}

Handle* handleOf(napi_env env, napi_value value) {
  void* data = nullptr;
  napi_get_value_external(env, value, &data);
  Handle* handle = static_cast<Handle*>(data);
  if (handle != nullptr && handle->session) return handle;
  fail(env, "The session is closed.");
  return nullptr;
}

// create(config: Uint8Array of a ConfigProto) → session
napi_value create(napi_env env, napi_callback_info info) {
  auto arguments = argumentsOf(env, info, 1);
  Bytes config(env, arguments[0]);
  Status status;
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data, config.length, status.raw);
  auto session = std::make_shared<Session>();
  if (status.ok()) session->raw = TF_NewSession(session->graph, options, status.raw);
  TF_DeleteSessionOptions(options);
  if (!status.ok()) return fail(env, status.message());
  napi_value result;
  napi_create_external(
      env, new Handle{session}, [](napi_env, void* data, void*) { delete static_cast<Handle*>(data); }, nullptr,
      &result);
  return result;
}

// load(session, graphDef: Uint8Array, prefix, feeds: string[], fetches: string[], targets: string[])
// → number of the program
napi_value load(napi_env env, napi_callback_info info) {
  auto arguments = argumentsOf(env, info, 6);
  Handle* handle = handleOf(env, arguments[0]);
  if (handle == nullptr) return nullptr;
  Session& session = *handle->session;
  const std::string prefix = text(env, arguments[2]);
  Bytes bytes(env, arguments[1]);
  Status status;
  TF_Buffer* graph = TF_NewBufferFromString(bytes.data, bytes.length);
  TF_ImportGraphDefOptions* options = TF_NewImportGraphDefOptions();
  TF_ImportGraphDefOptionsSetPrefix(options, prefix.c_str());
  TF_GraphImportGraphDef(session.graph, graph, options, status.raw);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(graph);
  if (!status.ok()) return fail(env, status.message());

  std::string missing;
  const auto find = [&](napi_value name) {
    const std::string wanted = text(env, name);
    const size_t colon = wanted.rfind(':');
    const std::string node = prefix + "/" + wanted.substr(0, colon);
    TF_Operation* operation = TF_GraphOperationByName(session.graph, node.c_str());
    if (operation == nullptr) missing = node;
    return TF_Output{operation, colon == std::string::npos ? 0 : std::stoi(wanted.substr(colon + 1))};
  };
  Program program;
  eachOf(env, arguments[3], [&](napi_value name) { program.feeds.push_back(find(name)); });
  eachOf(env, arguments[4], [&](napi_value name) { program.fetches.push_back(find(name)); });
  eachOf(env, arguments[5], [&](napi_value name) { program.targets.push_back(find(name).oper); });
  if (!missing.empty()) return fail(env, "The graph has no node " + missing + ".");
  session.programs.push_back(std::move(program));
  napi_value result;
  napi_create_uint32(env, static_cast<uint32_t>(session.programs.size() - 1), &result);
  return result;
}

// A tensor of the feed's type, a copy of [shape, typed array].
TF_Tensor* tensorOf(napi_env env, napi_value pair, TF_DataType type, std::string& error) {
  napi_value shape, values;
  napi_get_element(env, pair, 0, &shape);
  napi_get_element(env, pair, 1, &values);
  std::vector<int64_t> sizes;
  int64_t count = 1;
  eachOf(env, shape, [&](napi_value size) {
    int64_t number = 0;
    napi_get_value_int64(env, size, &number);
    sizes.push_back(number);
    count *= number;
  });
  Bytes bytes(env, values);
  const size_t expected = static_cast<size_t>(count) * TF_DataTypeSize(type);
  if (bytes.length != expected) {
    error =
        "An input has " + std::to_string(bytes.length) + " bytes; its shape needs " + std::to_string(expected) + ".";
    return nullptr;
  }
  TF_Tensor* tensor = TF_AllocateTensor(type, sizes.data(), static_cast<int>(sizes.size()), expected);
  if (expected > 0) std::memcpy(TF_TensorData(tensor), bytes.data, expected);
  return tensor;
}

napi_value arrayBuffer(napi_env env, const void* data, size_t length) {
  napi_value buffer;
  void* target = nullptr;
  napi_create_arraybuffer(env, length, &target, &buffer);
  if (length > 0) std::memcpy(target, data, length);
  return buffer;
}

// [[type, shape, ArrayBuffer], …], and at its end the RunMetadata when options were given.
napi_value resultOf(napi_env env, const Run& run) {
  napi_value result;
  napi_create_array(env, &result);
  uint32_t index = 0;
  for (TF_Tensor* tensor : run.outputs) {
    napi_value output, type, shape;
    napi_create_array_with_length(env, 3, &output);
    napi_create_int32(env, TF_TensorType(tensor), &type);
    napi_create_array(env, &shape);
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) {
      napi_value size;
      napi_create_int64(env, TF_Dim(tensor, axis), &size);
      napi_set_element(env, shape, static_cast<uint32_t>(axis), size);
    }
    napi_set_element(env, output, 0, type);
    napi_set_element(env, output, 1, shape);
    napi_set_element(env, output, 2, arrayBuffer(env, TF_TensorData(tensor), TF_TensorByteSize(tensor)));
    napi_set_element(env, result, index++, output);
  }
  if (run.metadata != nullptr)
    napi_set_element(env, result, index, arrayBuffer(env, run.metadata->data, run.metadata->length));
  return result;
}

// The arguments of run and runAsync: (session, program, inputs: [shape, typed array][], runOptions?: Uint8Array)
std::unique_ptr<Run> prepare(napi_env env, napi_callback_info info) {
  auto arguments = argumentsOf(env, info, 4);
  Handle* handle = handleOf(env, arguments[0]);
  if (handle == nullptr) return nullptr;
  uint32_t number = 0;
  napi_get_value_uint32(env, arguments[1], &number);
  auto run = std::make_unique<Run>();
  run->session = handle->session;
  run->program = handle->session->programs.at(number);
  std::string error;
  eachOf(env, arguments[2], [&](napi_value pair) {
    if (!error.empty() || run->inputs.size() >= run->program.feeds.size()) return;
    TF_Tensor* tensor = tensorOf(env, pair, TF_OperationOutputType(run->program.feeds[run->inputs.size()]), error);
    if (tensor != nullptr) run->inputs.push_back(tensor);
  });
  if (error.empty() && run->inputs.size() != run->program.feeds.size()) error = "Inputs are missing.";
  if (!error.empty()) {
    fail(env, error);
    return nullptr;
  }
  Bytes options(env, arguments[3]);
  if (options.data != nullptr) {
    run->options = TF_NewBufferFromString(options.data, options.length);
    run->metadata = TF_NewBuffer();
  }
  return run;
}

napi_value runNow(napi_env env, napi_callback_info info) {
  auto run = prepare(env, info);
  if (!run) return nullptr;
  run->execute();
  return run->error.empty() ? resultOf(env, *run) : fail(env, run->error);
}

napi_value runAsync(napi_env env, napi_callback_info info) {
  auto prepared = prepare(env, info);
  if (!prepared) return nullptr;
  Run* run = prepared.release();
  napi_value promise, name;
  napi_create_promise(env, &run->deferred, &promise);
  napi_create_string_utf8(env, "sightline:run", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(
      env, nullptr, name, [](napi_env, void* data) { static_cast<Run*>(data)->execute(); },
      [](napi_env environment, napi_status, void* data) {
        std::unique_ptr<Run> done(static_cast<Run*>(data));
        napi_delete_async_work(environment, done->work);
        if (done->error.empty()) {
          napi_resolve_deferred(environment, done->deferred, resultOf(environment, *done));
          return;
        }
        napi_value message, error;
        napi_create_string_utf8(environment, done->error.c_str(), NAPI_AUTO_LENGTH, &message);
        napi_create_error(environment, nullptr, message, &error);
        napi_reject_deferred(environment, done->deferred, error);
      },
      run, &run->work);
  napi_queue_async_work(env, run->work);
  return promise;
}

napi_value close(napi_env env, napi_callback_info info) {
  auto arguments = argumentsOf(env, info, 1);
  void* data = nullptr;
  napi_get_value_external(env, arguments[0], &data);
  static_cast<Handle*>(data)->session.reset();
  return nullptr;
}

napi_value start(napi_env env, napi_value exports) {
  const napi_property_descriptor properties[] = {
      {"create", nullptr, create, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"load", nullptr, load, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"run", nullptr, runNow, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"runAsync", nullptr, runAsync, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"close", nullptr, close, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, sizeof(properties) / sizeof(properties[0]), properties);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, start)
