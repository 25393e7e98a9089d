/** The operations that touch variables: how many of their first inputs are the variables themselves, not values. */
const HANDLES: Readonly<Record<string, number>> = {
  ReadVariableOp: 1,
  AssignVariableOp: 1,
  AssignAddVariableOp: 1,
  AssignSubVariableOp: 1,
  ResourceApplyGradientDescent: 1,
  ResourceApplyKerasMomentum: 2,
  ResourceApplyAdam: 3,
  ResourceApplyAdaMax: 3,
  ResourceApplyRMSProp: 3,
};

/**
 * How many of the first inputs of an operation are variables that it reads or changes in the order of the program; 0
 * for pure operations.
 */
export function handleCount(op: string): number {
  return HANDLES[op] ?? 0;
}

export function changesVariables(op: string): boolean {
  return handleCount(op) > 0 && op !== 'ReadVariableOp';
}
