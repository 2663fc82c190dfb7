/** An answer of STS that is not a success. The texts are AWS's own. */
export class StsError extends Error {
  readonly code: string
  readonly status: number

  /** @param status of HTTP; by default the one that AWS sends with this code */
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

/** The one text that trust policy, identity policy, external id and missing MFA share. */
export function notAuthorized(callerArn: string, action: string, resource?: string): StsError {
  const on = resource === undefined ? '' : ` on resource: ${resource}`
  return new StsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: sts:${action}${on}`,
  )
}
