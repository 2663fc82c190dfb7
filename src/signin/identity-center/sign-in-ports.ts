import type { SingleFlight } from '../../coordination/single-flight.js'
import type { Service } from '../json-service.js'
import type { SsoToken } from './token.js'

/** Which sign-in is wanted. */
export interface SignInTarget {
  /** Name of the `[sso-session]`, or the start URL of a profile without one. */
  id: string
  startUrl: string
  region: string
  scopes: readonly string[]
  flow: 'browser' | 'device'
  /** The token service. */
  service: Service
  /**
   * Where the user signs in: the start URL as AWS knows it, and its token service.
   * @throws RolecallError if it does not fit the region, or cannot be found
   */
  entry: () => Promise<Pick<SignInTarget, 'startUrl' | 'service'>>
}

/** A sign-in, and where it was found. */
export interface FoundSignIn {
  token: SsoToken
  /** `aws-cli`: in the AWS CLI's file. */
  place: 'aws-cli' | 'store'
}

/** What a sign-in needs from its caller. */
export interface SignInPorts {
  /** The sign-ins that are there, in the order in which they are used. */
  find: () => Promise<FoundSignIn[]>
  /**
   * Keeps a sign-in.
   * @param before the sign-in that it renews; undefined if the user has signed in
   */
  save: (token: SsoToken, before: FoundSignIn | undefined) => Promise<void>
  /** Notes which sign-in is in use, if that cannot be seen from the files. */
  use: (found: FoundSignIn) => void
  /** @throws RolecallError 'interaction' if there is no user to sign in */
  requireUser: () => void
  openBrowser: (url: string) => Promise<boolean>
  notify: (message: string) => void
  /** Shows a QR code with this text to a person at a terminal. */
  showQrCode?: ((text: string) => Promise<void>) | undefined
  singleFlight: SingleFlight
  /** Milliseconds since 1970. */
  now: () => number
  monotonicMs: () => number
}
