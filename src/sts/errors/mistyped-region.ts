import type { CallFailure, Explanation } from './explanation.js'
import { isNetworkFailure } from './transport.js'

/** AWS checks the region as a part of the signature. */
const BY_SIGNATURE =
  /^(SignatureDoesNotMatch|InvalidSignatureException|InvalidClientTokenId|UnrecognizedClientException)$/

/** Failures for which a mistyped region is the most likely reason. */
export const MISTYPED_REGION: readonly Explanation[] = [
  {
    when: ({ badRegion, code }) => badRegion !== undefined && BY_SIGNATURE.test(code),
    message: (failure) =>
      `${problemOf(failure)}, and AWS did not accept the signature of this call`,
    hint: hintOf,
  },
  {
    when: ({ badRegion, code }) => badRegion !== undefined && isNetworkFailure(code),
    message: (failure) =>
      `${problemOf(failure)}, and ${failure.service} could not be reached there: ${failure.message || failure.code}`,
    hint: hintOf,
    errorCode: 'failed',
  },
]

function problemOf({ badRegion }: CallFailure): string {
  return badRegion?.problem ?? ''
}

function hintOf({ badRegion }: CallFailure): string {
  return badRegion?.hint ?? ''
}
