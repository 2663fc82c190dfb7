/** An error response of STS, with the code and message that AWS uses. */
export class StsError extends Error {
  readonly code: string
  readonly status: number

  /** @param status HTTP status; by default the one that AWS sends with this code */
  constructor(code: string, message: string, status = STATUS[code] ?? 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  IDPRejectedClaim: 403,
  InternalFailure: 500,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  RegionDisabledException: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
}

/** The error for trust policy, identity policy, external ID and missing MFA alike. */
export function notAuthorized(callerArn: string, action: string, resource?: string): StsError {
  const on = resource === undefined ? '' : ` on resource: ${resource}`
  return new StsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: sts:${action}${on}`,
  )
}
