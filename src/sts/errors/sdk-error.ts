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
 * The service's clock minus the local one, from the `Date` header.
 * @param response an HTTP response of the SDK, or undefined
 * @param localTime milliseconds since 1970
 * @returns milliseconds; undefined without a valid header
 */
export function clockOffsetMs(response: unknown, localTime: number): number | undefined {
  const headers = (response as { headers?: Record<string, string> } | undefined)?.headers
  const served = Date.parse(headers?.['date'] ?? '')
  return Number.isNaN(served) ? undefined : served - localTime
}
