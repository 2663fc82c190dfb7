import { STSClient, type Credentials as StsCredentials } from '@aws-sdk/client-sts'
import type { StsServer } from './sts-server/api.js'
import type { AccessKey } from './sts-server/model.js'

/** A long-term key, a session of the STS server, or credentials that an SDK call returned. */
export type Signer = (AccessKey & { sessionToken?: string }) | StsCredentials

/** Creates a client of the AWS SDK for JavaScript. It retries only if `maxAttempts` is set. */
export function sdkClient(
  sts: StsServer,
  signer: Signer | undefined,
  options: { region?: string; maxAttempts?: number } = {},
): STSClient {
  return new STSClient({
    endpoint: sts.url,
    region: 'eu-west-1',
    maxAttempts: 1,
    ...options,
    credentials: credentialsOf(signer),
  })
}

function credentialsOf(signer: Signer | undefined) {
  if (!signer) return { accessKeyId: '', secretAccessKey: '' }
  const [accessKeyId = '', secretAccessKey = '', sessionToken] =
    'accessKeyId' in signer
      ? [signer.accessKeyId, signer.secretAccessKey, signer.sessionToken]
      : [signer.AccessKeyId, signer.SecretAccessKey, signer.SessionToken]
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

/** @returns `CODE: MESSAGE` of the error from STS  @throws Error if the call succeeds */
export async function refusal(call: Promise<unknown>): Promise<string> {
  let response: unknown
  try {
    response = await call
  } catch (reason) {
    const error = reason as { Code?: string; name: string; message: string }
    return `${error.Code ?? error.name}: ${error.message}`
  }
  throw new Error(`the call succeeded: ${JSON.stringify(response)}`)
}
