import { isRolecallError, RolecallError } from '../../core/errors.js'
import { humanDuration } from '../../core/time/duration.js'
import { withTimeout } from '../../core/time/with-timeout.js'
import { failurePage, SIGNED_IN } from './result-page.js'
import { listenForRedirect } from './server.js'

/** A sign-in that starts on a page of the provider and ends with a redirect to this process. */
export interface BrowserRoundTrip<T> {
  /** An http URL of a loopback host; without a port, any free port is used. */
  redirectUri: string
  /** The `state` of the authorization request. */
  state: string
  /**
   * The page on which the sign-in starts.
   * @param redirectUri with the actual port
   */
  startPage: (redirectUri: string) => string | Promise<string>
  /** @returns true if a browser was started */
  openBrowser: (url: string) => Promise<boolean>
  notify: (message: string) => void
  /** Seconds for the user to sign in. */
  timeoutSeconds: number
  /** What to do after the time limit. */
  timeoutHint: string
  /**
   * Exchanges the response of the provider. Its error is shown in the browser as well.
   * @param response the redirect URI with the query that came: a code or an error
   * @param redirectUri with the actual port
   */
  redeem: (response: URL, redirectUri: string) => Promise<T>
}

/**
 * Signs the user in through a browser. The listener is there before the browser starts, because a
 * browser that is signed in already redirects at once. The port is freed in every case.
 * @throws RolecallError 'interaction' at the time limit, 'failed' if the port is in use
 */
export async function throughBrowser<T>(trip: BrowserRoundTrip<T>): Promise<T> {
  const server = await listenForRedirect(trip.redirectUri, trip.state)
  try {
    const url = await trip.startPage(server.uri)
    const opened = await trip.openBrowser(url)
    trip.notify(
      opened
        ? `sign in with your browser; if none opened, go to: ${url}`
        : `open this URL to sign in: ${url}`,
    )
    const redirect = await withTimeout(server.redirect, trip.timeoutSeconds * 1000, () =>
      timeoutError(trip),
    )
    try {
      const done = await trip.redeem(redirect.url, server.uri)
      await redirect.show(SIGNED_IN)
      return done
    } catch (error) {
      if (isRolecallError(error)) await redirect.show(failurePage(error))
      throw error
    }
  } finally {
    await server.close()
  }
}

function timeoutError<T>({ timeoutSeconds, timeoutHint }: BrowserRoundTrip<T>): RolecallError {
  const limit = humanDuration(timeoutSeconds)
  return new RolecallError('interaction', `the sign-in was not completed within ${limit}`, {
    hint: timeoutHint,
  })
}
