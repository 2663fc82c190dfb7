import { isRolecallError, RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { EXPLANATIONS, type AwsFailure } from './table.js'

/**
 * An error of the SDK in a person's words. Told apart by name and message, never by class, so that this file
 * does not need the SDK.
 * @param now milliseconds since 1970, for the offset of the clock
 * @param sent what AWS may quote from a request that it refuses, and the id of the access key that signed it
 */
export function explainFailure(
  error: unknown,
  now: number,
  { secrets = [], accessKeyId }: Sent = {},
): RolecallError {
  if (isRolecallError(error)) return error
  const failure: AwsFailure = {
    ...failureOf(error, now, secrets),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  }
  const found = EXPLANATIONS.find(({ when }) => when(failure))
  const says = found
    ? textOf(found.says, failure)
    : `AWS answered ${failure.code}: ${failure.message}`
  const hint = found
    ? textOf(found.hint, failure)
    : 'try again; --debug shows more of what happened'
  const reference = failure.requestId ? ` (${failure.code}, request ${failure.requestId})` : ''
  return new RolecallError(found?.kind ?? 'refused', printable(says + reference), {
    hint: printable(hint),
    awsCode: failure.code,
    ...(found?.reason === undefined ? {} : { reason: found.reason }),
    cause: error,
  })
}

interface Sent {
  secrets?: readonly string[]
  accessKeyId?: string | undefined
}

function textOf(text: string | ((failure: AwsFailure) => string), failure: AwsFailure): string {
  return typeof text === 'string' ? text : text(failure)
}

interface SdkError {
  name?: string
  message?: string
  Code?: string
  code?: string
  errors?: SdkError[]
  $metadata?: { requestId?: string; httpStatusCode?: number }
  $response?: { statusCode?: number; headers?: Record<string, string> }
}

function failureOf(error: unknown, now: number, secrets: readonly string[]): AwsFailure {
  const sdk = (error ?? {}) as SdkError
  // Node tries several addresses and wraps their failures: the first one tells.
  const first = sdk.errors?.[0] ?? sdk
  const served = Date.parse(sdk.$response?.headers?.['date'] ?? '')
  const { requestId, httpStatusCode: status } = sdk.$metadata ?? {}
  const code = sdk.Code ?? first.code ?? (sdk.name === 'Error' ? undefined : sdk.name)
  return {
    code: (code ?? 'UnknownError').slice(0, 100),
    message: without(secrets, first.message ?? String(error)).slice(0, 1000),
    ...(requestId === undefined ? {} : { requestId }),
    ...(status === undefined ? {} : { status }),
    ...(Number.isNaN(served) ? {} : { clockOffset: (served - now) / 1000 }),
  }
}

/** As they are, and as the body of the request had them. */
function without(secrets: readonly string[], text: string): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter(Boolean)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
