import { isRolecallError, RolecallError } from '../../core/errors.js'
import { firstFailure } from '../../core/first-failure.js'
import { printable } from '../../core/printable.js'
import type { CalledService, CallFailure, Explanation } from './explanation.js'
import { RAW_CALL_REFUSALS } from './raw-call-refusals.js'
import { REFUSALS } from './refusals.js'
import { clockOffsetMs, type SdkError } from './sdk-error.js'
import { TRANSPORT_FAILURES } from './transport.js'
import { MISTYPED_REGION } from './mistyped-region.js'

/** Searched in order: the first entry that matches explains the failure. */
const EXPLANATIONS: readonly Explanation[] = [
  ...MISTYPED_REGION,
  ...RAW_CALL_REFUSALS,
  ...REFUSALS,
  ...TRANSPORT_FAILURES,
]

/** Limits of what AWS or a proxy can put into a message. */
const MAX_CODE_CHARACTERS = 100
const MAX_MESSAGE_CHARACTERS = 1000

/** What is known about the request that failed. */
interface SentRequest {
  /** The service that was called; by default STS. */
  service?: CalledService
  /** Values that AWS may quote, and that must not be shown. */
  secrets?: readonly string[]
  /** The access key ID that signed it. */
  accessKeyId?: string | undefined
  sent?: CallFailure['sent']
  badRegion?: CallFailure['badRegion'] | undefined
}

/**
 * Turns an error of the SDK into one with an explanation and a hint. It goes by name and message,
 * not by class, so that this file does not need the SDK.
 * @param now milliseconds since 1970, for the offset of the clocks
 */
export function explainFailure(
  error: unknown,
  now: number,
  { service = 'STS', secrets = [], accessKeyId, sent, badRegion }: SentRequest = {},
): RolecallError {
  if (isRolecallError(error)) return error
  const failure: CallFailure = {
    service,
    ...failureOf(error, now, secrets),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(sent === undefined ? {} : { sent }),
    ...(badRegion === undefined ? {} : { badRegion }),
  }
  const found = EXPLANATIONS.find(({ when }) => when(failure))
  const message = found
    ? textOf(found.message, failure)
    : `AWS returned ${failure.code}: ${failure.message}`
  const hint = found ? textOf(found.hint, failure) : 'try again; --debug shows more details'
  const reference = failure.requestId ? ` (${failure.code}, request ${failure.requestId})` : ''
  return new RolecallError(found?.errorCode ?? 'refused', printable(message + reference), {
    hint: printable(hint),
    awsCode: failure.code,
    ...(found?.reason === undefined ? {} : { reason: found.reason }),
    clockOffsetMs: failure.clockOffsetMs,
    cause: error,
  })
}

function textOf(text: string | ((failure: CallFailure) => string), failure: CallFailure): string {
  return typeof text === 'string' ? text : text(failure)
}

function failureOf(
  error: unknown,
  now: number,
  secrets: readonly string[],
): Omit<CallFailure, 'service'> {
  const sdk = (error ?? {}) as SdkError
  const first = firstFailure(sdk)
  const offsetMs = clockOffsetMs(sdk.$response, now)
  const { requestId, httpStatusCode: status } = sdk.$metadata ?? {}
  const code = sdk.Code ?? first.code ?? (sdk.name === 'Error' ? undefined : sdk.name)
  return {
    code: (code ?? 'UnknownError').slice(0, MAX_CODE_CHARACTERS),
    message: redact(secrets, first.message ?? String(error)).slice(0, MAX_MESSAGE_CHARACTERS),
    ...(requestId === undefined ? {} : { requestId }),
    ...(status === undefined ? {} : { status }),
    ...(offsetMs === undefined ? {} : { clockOffsetMs: offsetMs }),
  }
}

/** Replaces the secrets with `***`, both as they are and URL-encoded. */
function redact(secrets: readonly string[], text: string): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter(Boolean)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
