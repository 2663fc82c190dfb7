import { setTimeout as sleep } from 'node:timers/promises'
import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { Source } from '../../core/source.js'
import { shellWord } from '../../core/shell-word.js'
import { printable } from '../../core/printable.js'
import { withinTime } from '../../core/within-time.js'
import { withVariable } from '../../system/host.js'
import { httpHandler } from '../../net/sdk-http-handler.js'
import type { Network } from '../../net/network.js'
import { sdkProfile } from './config-file.js'

/** What {@link sdkCredentials} gets its credentials from: everything that the SDK's own providers know how to ask. */
export type SdkSource = Extract<
  Source,
  { kind: 'ec2-instance-metadata' | 'ecs-container' | 'sso' | 'login' }
>

export interface SdkSourceContext {
  network: Network
  /** Takes files for the SDK. */
  folder: string
}

interface Identity {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  expiration?: Date | undefined
  accountId?: string | undefined
}

/** Milliseconds for everything together: the SDK's limits hold for single reads of a socket, or only print a warning. */
const LIMIT = 10_000

/**
 * Credentials of the machine or of a sign-in of the AWS CLI, through the SDK's own providers.
 * @throws RolecallError that names the source and what to do
 */
export async function sdkCredentials(
  source: SdkSource,
  context: SdkSourceContext,
): Promise<Credentials> {
  try {
    const late = (): Error => new Error('it took too long')
    return credentialsOf(await withinTime(provide(source, context), LIMIT, late))
  } catch (error) {
    const { says, hint } = helpFor(source)
    const reason = reasonOf(error)
    const isFarAway = 'profile' in source && NETWORK.test(reason)
    throw new RolecallError('failed', `${says} gave no credentials: ${reason}`, {
      hint: isFarAway ? 'check the network, HTTPS_PROXY and NO_PROXY, and the region' : hint,
      cause: error,
    })
  }
}

function helpFor(source: SdkSource): { says: string; hint: string } {
  switch (source.kind) {
    case 'ec2-instance-metadata':
      return {
        says: 'the instance metadata service',
        hint: 'this works on an EC2 instance with an instance profile; in a container, the hop limit must be 2',
      }
    case 'ecs-container':
      return {
        says: 'the container credentials endpoint',
        hint: 'look at AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, _FULL_URI and the authorization token',
      }
    case 'sso':
      return {
        says: 'the IAM Identity Center sign-in',
        hint: `sign in first: aws sso login --${source.session === undefined ? `profile ${shellWord(source.profile)}` : `sso-session ${shellWord(source.session)}`}`,
      }
    case 'login':
      return {
        says: 'the console sign-in',
        hint: `sign in first: aws login --profile ${shellWord(source.profile)}`,
      }
  }
}

const NETWORK =
  /\bE(CONN\w+|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)\b|certificate|imeout|too long|did not establish/

/** The provider's own words, but for those about JSON: they quote it, and it may hold a key or a token. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  if (/JSON/.test(text)) return 'what it holds makes no sense'
  return printable(text.replace(ADVICE, '')).slice(0, 300)
}

/** What the hint says better, and the name of a profile that only the SDK knows. */
const ADVICE = / associated with (?:this profile|profile=\S+)|\. To refresh this SSO session .*$/g

async function provide(
  source: SdkSource,
  { network, folder }: SdkSourceContext,
): Promise<Identity> {
  const providers = await import('@aws-sdk/credential-providers')
  switch (source.kind) {
    case 'ec2-instance-metadata': {
      const ask = providers.fromInstanceMetadata({ timeout: 1000, maxRetries: 2, logger: SILENT })
      const { endpoint } = source
      if (endpoint === undefined) return ask()
      return withVariable('AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint, ask)
    }
    case 'ecs-container':
      // Its own time limit only prints a warning, which nothing can keep from standard error: ours comes first.
      return retry(providers.fromHttp({ timeout: 2 * LIMIT, maxRetries: 0, logger: SILENT }))
    case 'sso':
      return providers.fromSSO({
        ...sdkProfile(source, folder),
        ssoStartUrl: source.startUrl,
        ssoRegion: source.region,
        ssoAccountId: source.accountId,
        ssoRoleName: source.roleName,
        ...(source.session === undefined ? {} : { ssoSession: source.session }),
        clientConfig: { region: source.region, requestHandler: httpHandler(network) },
      })()
    case 'login':
      return providers.fromLoginCredentials({
        ...sdkProfile(source, folder),
        clientConfig: { region: source.region, requestHandler: httpHandler(network) },
      })()
  }
}

/** What the providers would print: the C++ SDK takes standard error for JSON. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {
  return undefined
}

/** An agent that is only just starting refuses at first. The SDK's own patience would be as long as its time limit, between any two. */
async function retry<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0) throw error
      await sleep(500)
    }
  }
}

function credentialsOf(identity: Identity): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = identity
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiration === undefined ? {} : { expiration: isoSeconds(expiration.getTime()) }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}
