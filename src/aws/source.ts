import type { Credentials } from '../core/credentials.js'
import { isoSeconds } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { Source } from '../core/plan.js'
import { explainFailure } from './failures.js'

/** What {@link foreignCredentials} gets its credentials from: everything that the SDK's own providers know how to ask. */
export type ForeignSource = Extract<
  Source,
  { kind: 'ec2-instance-metadata' | 'ecs-container' | 'sso' | 'login' }
>

interface Identity {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  expiration?: Date | undefined
  accountId?: string | undefined
}

/**
 * Credentials of the machine or of a sign-in of the AWS CLI, through the SDK's own providers.
 * @param now milliseconds since 1970
 * @throws RolecallError that names the source and what to do
 */
export async function foreignCredentials(source: ForeignSource, now: number): Promise<Credentials> {
  try {
    return credentialsOf(await provide(source))
  } catch (error) {
    const { hint, says } = HELP[source.kind]
    const cause = explainFailure(error, now)
    throw new RolecallError('failed', `${says}: ${cause.message}`, { hint, cause: error })
  }
}

const HELP: Readonly<Record<ForeignSource['kind'], { says: string; hint: string }>> = {
  'ec2-instance-metadata': {
    says: 'the instance metadata service gave no credentials',
    hint: 'this works on an EC2 instance with an instance profile; in a container, the hop limit must be 2',
  },
  'ecs-container': {
    says: 'the container credentials endpoint gave no credentials',
    hint: 'look at AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, _FULL_URI and the authorization token',
  },
  sso: {
    says: 'the IAM Identity Center sign-in gave no credentials',
    hint: 'sign in first: aws sso login --profile NAME',
  },
  login: {
    says: 'the console sign-in gave no credentials',
    hint: 'sign in first: aws login --profile NAME',
  },
}

async function provide(source: ForeignSource): Promise<Identity> {
  const providers = await import('@aws-sdk/credential-providers')
  switch (source.kind) {
    case 'ec2-instance-metadata':
      return providers.fromInstanceMetadata({ timeout: 1000, maxRetries: 2 })()
    case 'ecs-container':
      return providers.fromHttp({ timeout: 1000, maxRetries: 2 })()
    case 'sso':
      return providers.fromSSO({
        profile: source.profile,
        ssoStartUrl: source.startUrl,
        ssoRegion: source.region,
        ssoAccountId: source.accountId,
        ssoRoleName: source.roleName,
        ...(source.session === undefined ? {} : { ssoSession: source.session }),
        clientConfig: { region: source.region },
      })()
    case 'login':
      return providers.fromLoginCredentials({
        profile: source.profile,
        clientConfig: { region: source.region },
      })()
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
