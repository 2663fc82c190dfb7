import { isoSeconds, type Credentials, type Session } from '../../../core/credentials.js'
import { jsonText } from '../../../core/json.js'
import { callContext } from '../../../sts/context.js'
import { base64Url } from '../../../system/bytes.js'
import { silenceSdkWarning } from '../../../system/host.js'
import type { Run } from '../../command-types.js'
import { checkedCluster } from '../../kube/cluster-name.js'
import { namedProfile } from '../../parse-options.js'
import { targetOf } from '../../target-of.js'
import { execCredentialVersion } from './exec-info.js'
import type { kubeTokenSpec } from './spec.js'

/** The AWS CLI writes 60 s. EKS accepts the URL for 15 minutes all the same. */
const URL_SECONDS = 60

/** Shorter than EKS's limit, so that a client asks again in time. */
const TOKEN_MS = 14 * 60_000

/**
 * Prints an ExecCredential. Its token is a presigned GetCallerIdentity, which EKS sends to STS to
 * identify the caller (aws-iam-authenticator, "API Authorization from Outside a Cluster").
 */
export const run: Run<typeof kubeTokenSpec> = async ({ args, options }, context) => {
  const { host, notify } = context
  const cluster = checkedCluster(options.cluster, 'rolecall kube-token dev --cluster blue')
  const plan = context.plan(namedProfile(args, options))
  const credentials = await context.credentialsForSdk(plan)
  silenceSdkWarning()
  const { presignedIdentityUrl } = await import('../../../sts/presign.js')
  const signing = { headers: { 'x-k8s-aws-id': cluster }, seconds: URL_SECONDS }
  const sts = callContext(plan, host)
  const url = await presignedIdentityUrl(targetOf(plan, credentials), credentials, sts, signing)
  const { version, note } = execCredentialVersion(host.env['KUBERNETES_EXEC_INFO'])
  if (note !== undefined) notify(note)
  const document = {
    kind: 'ExecCredential',
    apiVersion: version,
    spec: {},
    status: {
      expirationTimestamp: isoSeconds(endOf(credentials, host.now().at)),
      token: `k8s-aws-v1.${base64Url(url)}`,
    },
  }
  context.print(`${jsonText(document)}\n`)
  return 0
}

/** A token is worth nothing once the session that signed it has ended. */
function endOf(credentials: Credentials | Session, now: number): number {
  const { expiration } = credentials
  const end = now + TOKEN_MS
  return expiration === undefined ? end : Math.min(end, Date.parse(expiration))
}
