import { type ClientConfigProfile, loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { messageOf } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';

/** How a Temporal server is reached. */
export interface TemporalSettings {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  /** Certificates, an API key and headers, as Temporal's clients take them. */
  readonly options: Omit<ReturnType<typeof toClientOptions>['connectionOptions'], 'address'>;
}

const DEFAULT_NAMESPACE = 'default';

/**
 * The Temporal server that a person has named, with all that is said of it: in Temporal's standard variables
 * (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_…`), or in a profile of its
 * configuration file. `undefined` where none is named.
 *
 * @throws WorkflowsError `workflows/invalid-connection`
 */
export function namedTemporal(environment: NodeJS.ProcessEnv = process.env): TemporalSettings | undefined {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value)) as Record<string, string>;
  try {
    const profile = loadClientConfigProfile({ overrideEnvVars: given, configFileStrict: true });
    if (!profile.address) return undefined;
    requirePair(profile);
    const { namespace = DEFAULT_NAMESPACE, connectionOptions } = toClientOptions(profile);
    const { address: _, ...options } = connectionOptions;
    return { address: profile.address, namespace, options };
  } catch (error) {
    throw invalid(error, given);
  }
}

/** What is known of the server at an address: of one that nobody has named, that it is the home's own. */
export function settingsOf(address: string): TemporalSettings {
  const named = namedTemporal();
  return named?.address === address ? named : { address, namespace: DEFAULT_NAMESPACE, options: {} };
}

function requirePair({ tls }: ClientConfigProfile): void {
  if (!tls || (tls.clientCert === undefined) === (tls.clientKey === undefined)) return;
  const [has, lacks] = tls.clientCert ? ['certificate', 'key'] : ['key', 'certificate'];
  const name = lacks === 'key' ? 'KEY' : 'CERT';
  throw new Error(`There is a ${has} of the client without its ${lacks}: set TEMPORAL_TLS_CLIENT_${name}_PATH`);
}

function invalid(error: unknown, environment: Record<string, string>): WorkflowsError {
  const file = environment['TEMPORAL_CONFIG_FILE'] ?? "Temporal's configuration file";
  const missing =
    (error as NodeJS.ErrnoException).code === 'ENOENT' ? (error as NodeJS.ErrnoException).path : undefined;
  const problem = missing ? `There is no file ${missing}` : messageOf(error).split('\n')[0]?.replace(/\.$/, '');
  return new WorkflowsError(
    'workflows/invalid-connection',
    `How the Temporal server is reached cannot be used: ${problem}. Correct the variables TEMPORAL_… or ${file} ` +
      '(`temporal config list` shows what is in it), or choose another profile by TEMPORAL_PROFILE.',
    { cause: error },
  );
}
