import { STSClient, type Credentials as StsCredentials } from '@aws-sdk/client-sts'
import type { StsServer } from './sts-server/api.js'
import type { AccessKey } from './sts-server/model.js'

/** A long-term key, a session of the server's list, or what an SDK call gave. */
export type Signer = (AccessKey & { sessionToken?: string }) | StsCredentials

/** A client of the AWS SDK for JavaScript at this server. It tries once unless told otherwise. */
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
    credentials: identityOf(signer),
  })
}

function identityOf(signer: Signer | undefined) {
  if (!signer) return { accessKeyId: '', secretAccessKey: '' }
  const [accessKeyId = '', secretAccessKey = '', sessionToken] =
    'accessKeyId' in signer
      ? [signer.accessKeyId, signer.secretAccessKey, signer.sessionToken]
      : [signer.AccessKeyId, signer.SecretAccessKey, signer.SessionToken]
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

/** Code and text of the error with which STS refuses. @throws Error if it does not */
export async function refusal(call: Promise<unknown>): Promise<string> {
  let answer: unknown
  try {
    answer = await call
  } catch (reason) {
    const error = reason as { Code?: string; name: string; message: string }
    return `${error.Code ?? error.name}: ${error.message}`
  }
  throw new Error(`the call was accepted: ${JSON.stringify(answer)}`)
}
