#include "operation.h"

#include "tensorflow/c/ops.h"

namespace sightline {
namespace {

void registerKernel(const Operation& operation, Compute compute, TF_DataType type, TF_Status* status) {
  TF_KernelBuilder* builder = TF_NewKernelBuilder(operation.name, "CPU", operation.create, compute, operation.destroy);
  if (operation.computeLow != nullptr) TF_KernelBuilder_TypeConstraint(builder, "T", type, status);
  TF_RegisterKernelBuilder(operation.name, builder, status);
}

}  // namespace

void registerOperation(const Operation& operation, TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) return;
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, [](TF_ShapeInferenceContext* context, TF_Status* result) {
    TF_ShapeInferenceContextSetUnknownShape(context, result);
  });
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) registerKernel(operation, operation.compute, TF_FLOAT, status);
  if (TF_GetCode(status) == TF_OK && operation.computeLow != nullptr)
    registerKernel(operation, operation.computeLow, TF_BFLOAT16, status);
}

}  // namespace sightline
