/** The fields of the SDK's errors that rolecall reads, whichever class an error has. */
export interface SdkError {
  name?: string
  message?: string
  Code?: string
  code?: string
  errors?: SdkError[]
  $metadata?: { requestId?: string; httpStatusCode?: number; clockSkewCorrected?: boolean }
  /** The HTTP response. */
  $response?: unknown
}

/**
 * The time of a response by its `Date` header.
 * @param response an HTTP response of the SDK, or undefined
 * @returns milliseconds since 1970; undefined without a valid header
 */
export function servedAtMs(response: unknown): number | undefined {
  const headers = (response as { headers?: Record<string, string> } | undefined)?.headers
  const served = Date.parse(headers?.['date'] ?? '')
  return Number.isNaN(served) ? undefined : served
}

/**
 * The service's clock minus the local one, in milliseconds; undefined as {@link servedAtMs}.
 * @param localTime milliseconds since 1970
 */
export function clockOffsetMs(response: unknown, localTime: number): number | undefined {
  const served = servedAtMs(response)
  return served === undefined ? undefined : served - localTime
}
