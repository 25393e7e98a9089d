import { openRegistry, type StageContext } from '@sightline/artifacts';
import {
  parse,
  type RegisterInput,
  registerInputSchema,
  type RegisterOutput,
  type StageRequests,
} from '@sightline/contracts';

/**
 * Registers a model artifact as the next version of a named model, with the gate's verdict on it. A model that is
 * registered already keeps its version. A version that the gate refused is kept too, for people to look at; it cannot
 * be promoted.
 */
export async function register(request: StageRequests['register'], context: StageContext): Promise<RegisterOutput> {
  return computeRegister(parse(registerInputSchema, request, 'The input of register'), context);
}

/** {@link register} of an input that is parsed. */
export async function computeRegister(input: RegisterInput, { artifacts }: StageContext): Promise<RegisterOutput> {
  const { name, version } = await openRegistry(artifacts).register(input);
  return { name, version };
}
