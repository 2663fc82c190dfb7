import { SignatureV4 } from '@smithy/signature-v4'
import { serviceUrl } from '../core/arn.js'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import { sdkCredentialsOf, stsClient } from './client.js'
import type { CallContext } from './context.js'

/**
 * A presigned GET of GetCallerIdentity. The holder of the URL can send it; STS then names the
 * signer.
 * @param headers that are signed too, and that must accompany the request
 * @param seconds that the URL is valid
 */
export async function presignedIdentityUrl(
  target: StsTarget,
  credentials: Credentials,
  { network }: Pick<CallContext, 'network'>,
  { headers, seconds }: { headers: Readonly<Record<string, string>>; seconds: number },
): Promise<string> {
  const client = stsClient(target, credentials, network, 1)
  const signer = new SignatureV4({
    service: 'sts',
    region: target.region,
    credentials: sdkCredentialsOf(credentials),
    sha256: client.config.sha256,
  })
  const { protocol, hostname, port, host, pathname } = new URL(
    target.endpoint ?? serviceUrl('sts', target.region, target),
  )
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: pathname,
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { ...headers, host },
    },
    { expiresIn: seconds },
  )
  client.destroy()
  // In botocore's order, so that nothing but signature and time differs from its URL.
  const {
    'X-Amz-Security-Token': token,
    'X-Amz-Signature': signature,
    ...others
  } = signed.query ?? {}
  const last = { ...(token ? { 'X-Amz-Security-Token': token } : {}), 'X-Amz-Signature': signature }
  const query = Object.entries({ ...others, ...last }).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  )
  return `${protocol}//${host}${pathname}?${query.join('&')}`
}
