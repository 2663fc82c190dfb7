/**
 * Why a status cannot be that of a response in the Fetch API: 101 gives the connection away, and
 * 600 does not exist.
 * @returns undefined if it can
 */
export function statusError(status = 0): Error | undefined {
  if (status >= 200 && status <= 599) return undefined
  return new Error(`the response has the status ${status}`)
}
