import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { status } from '@grpc/grpc-js';
import { messageOf } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { failWhenClosed } from './closed-connection.ts';
import { dataConverter } from './payload-codec.ts';
import { tlsProblem } from './tls-problem.ts';
import { settingsOf, type TemporalSettings } from './temporal-settings.ts';

/**
 * A client of the Temporal server at `address` (`host:port`); `close()` its connection when done. Certificates, API key
 * and namespace are those of Temporal's standard variables and file, where they name that server.
 *
 * @param patience milliseconds after which no server is there; more where one is known to be
 * @throws WorkflowsError `workflows/server-unreachable`, `workflows/invalid-connection`
 */
export async function connect(address: string, patience = 3_000): Promise<Client> {
  const settings = settingsOf(address);
  const { namespace, options } = settings;
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), failWhenClosed];
  const connection = await Connection.connect({ address, connectTimeout: patience, interceptors, ...options }).catch(
    async (error: unknown) => {
      throw await notConnected(error, settings);
    },
  );
  const converter = dataConverter();
  return new Client({ connection, namespace, ...(converter && { dataConverter: converter }) });
}

/**
 * Looks whether the client may use its namespace: a connection alone does not tell.
 *
 * @throws WorkflowsError `workflows/invalid-connection`
 */
export async function requireNamespace(client: Client, address: string): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.workflowService.describeNamespace({ namespace });
  } catch (error) {
    throw await notConnected(error, settingsOf(address));
  }
}

/** What is wrong with a connection, in words that say what to mend. */
export async function notConnected(error: unknown, settings: TemporalSettings): Promise<WorkflowsError> {
  const { address, namespace, options } = settings;
  const refused = (text: string) => new WorkflowsError('workflows/invalid-connection', text, { cause: error });
  const code = isGrpcServiceError(error) ? error.code : undefined;
  if (
    code === status.UNAUTHENTICATED ||
    code === status.PERMISSION_DENIED ||
    /unauthorized|Jwt|permission/i.test(messageOf(error))
  ) {
    const key = options.apiKey ? 'the API key (TEMPORAL_API_KEY)' : 'TEMPORAL_API_KEY or TEMPORAL_TLS_CLIENT_CERT_PATH';
    return refused(`The Temporal server at ${address} refuses access to the namespace ${namespace}. Check ${key}.`);
  }
  if (code === status.NOT_FOUND)
    return refused(
      `The Temporal server at ${address} has no namespace ${namespace}. Correct TEMPORAL_NAMESPACE, or create it: ` +
        `temporal operator namespace create ${namespace}`,
    );
  const problem = await tlsProblem(settings);
  if (problem !== undefined)
    return refused(
      `The Temporal server at ${address} and this client do not agree on TLS (${problem}). Check TEMPORAL_TLS, ` +
        'TEMPORAL_TLS_SERVER_CA_CERT_PATH (who signed its certificate), TEMPORAL_TLS_SERVER_NAME, and the ' +
        'certificate and key of the client (TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH).',
    );
  return new WorkflowsError('workflows/server-unreachable', `No Temporal server answers at ${address}.`, {
    cause: error,
  });
}
