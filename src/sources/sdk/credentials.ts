import type * as credentialProviders from '@aws-sdk/credential-providers'
import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import { firstFailure } from '../../core/first-failure.js'
import { printable } from '../../core/printable.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import { networkFor, type Network } from '../../net/network.js'
import { silenceSdkWarning } from '../../system/host.js'
import type { OpenContext } from '../open-context.js'

/** The credential providers of the SDK. */
export type SdkProviders = typeof credentialProviders

/** A source that the SDK itself can open. */
export interface SdkSource {
  /** Noun phrase for messages. */
  name: string
  /** What to do if it fails. */
  hint: string
  /** True if it is reached through the proxy, so that a failure may come from the network. */
  isRemote: boolean
  provide: (sdk: { providers: SdkProviders; network: Network }) => Promise<SdkIdentity>
}

/** Credentials as the SDK's providers return them. */
interface SdkIdentity {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  expiration?: Date | undefined
  accountId?: string | undefined
}

/**
 * Limit for everything together: those of the SDK cover single reads of a socket, or only print a
 * warning.
 */
export const SDK_TIMEOUT_MS = 10_000

/** A logger that prints nothing: the C++ SDK parses standard error as JSON. */
export const SILENT_LOGGER = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/**
 * Credentials of the machine, or of a sign-in of the AWS CLI, from a provider of the SDK.
 * @throws RolecallError 'failed' that names the source and what to do
 */
export async function sdkCredentials(
  { name, hint, isRemote, provide }: SdkSource,
  { plan, host }: Pick<OpenContext, 'plan' | 'host'>,
): Promise<Credentials> {
  silenceSdkWarning()
  const network = networkFor(plan, host)
  const identity = async (): Promise<SdkIdentity> =>
    provide({ providers: await import('@aws-sdk/credential-providers'), network })
  try {
    const timeoutError = (): Error => new Error('it took too long')
    return toCredentials(await withTimeout(identity(), SDK_TIMEOUT_MS, timeoutError))
  } catch (error) {
    const reason = reasonOf(error)
    const networkHint = 'check the network, HTTPS_PROXY and NO_PROXY, and the region'
    throw new RolecallError('failed', `${name} returned no credentials: ${reason}`, {
      hint: isRemote && NETWORK_ERROR.test(reason) ? networkHint : hint,
      cause: error,
    })
  }
}

const NETWORK_ERROR =
  /\bE(CONN\w+|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)\b|certificate|imeout|too long|did not establish/

/** The provider's message, unless it is about JSON: it may then quote a key or a token. */
function reasonOf(error: unknown): string {
  const first = firstFailure(error)
  const text = first instanceof Error ? first.message : String(first)
  if (/JSON/.test(text)) return 'the response is not valid JSON'
  return printable(text.replace(SDK_ADVICE, '')).slice(0, 300)
}

/** Advice that the hint gives better, and the name of a profile that only the SDK knows. */
const SDK_ADVICE =
  / associated with (?:this profile|profile=\S+)|\. To refresh this SSO session .*$/g

function ignore(): void {
  return undefined
}

function toCredentials(identity: SdkIdentity): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = identity
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration: isoSeconds(expiration.getTime()) }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}
