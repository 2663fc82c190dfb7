import type { ErrorCode, ErrorReason } from '../../core/errors.js'
import type { UnknownRegion } from '../../core/region-names.js'

/** A service of AWS that rolecall calls with a signature. */
export type CalledService = 'STS' | 'IAM' | 'CloudTrail'

/** An error of the SDK as data, whichever class it has. */
export interface CallFailure {
  /** The service that was called. */
  service: CalledService
  /** The API's code, `AccessDenied`, or a code of Node, `ECONNREFUSED`. */
  code: string
  message: string
  requestId?: string
  /** The access key ID that signed the request, if any. */
  accessKeyId?: string
  /** HTTP status; undefined without a response. */
  status?: number
  /** What the request contained that a role's trust policy may require. */
  sent?: { externalId: boolean; mfa: boolean }
  /** Set if no partition has the region of the call. */
  badRegion?: UnknownRegion
  /** The service's clock minus the local one, in milliseconds; undefined without a response. */
  clockOffsetMs?: number
}

/** What rolecall tells the user about one kind of failure. */
export interface Explanation {
  when: (failure: CallFailure) => boolean
  message: string | ((failure: CallFailure) => string)
  hint: string | ((failure: CallFailure) => string)
  reason?: ErrorReason
  /** By default 'refused'. */
  errorCode?: ErrorCode
}
