import { randomBytes } from 'node:crypto'

/** An account and what is assigned to the user there. Tests may change it at any time. */
export interface Assigned {
  accountId: string
  /** AWS may leave out both. */
  accountName?: string
  emailAddress?: string
  roles: string[]
}

/** A registered client. */
export interface Client {
  id: string
  secret: string
  /** Seconds since 1970. */
  expires: number
  scopes: string[]
  grantTypes: string[]
  redirectUris: string[]
}

/** An authorization that waits: a code of the redirect, or of a device. */
export interface Pending {
  client: Client
  /** Who allowed it; undefined until someone did. */
  user?: string
  denied?: true
  /** Milliseconds since 1970. */
  expires: number
}

export interface CodePending extends Pending {
  redirectUri: string
  challenge: string
}

export interface DevicePending extends Pending {
  userCode: string
  /** Seconds between two polls; asking sooner is answered by slow_down. */
  interval: number
  lastPoll: number
}

/** An access token. */
export interface Token {
  user: string
  client: Client
  /** Milliseconds since 1970. */
  expires: number
}

/** Changes of the server's behaviour; a test may set any at any time. */
export interface Behaviour {
  /** Seconds that an access token is valid. */
  accessSeconds: number
  /** Seconds that role credentials are valid. */
  roleSeconds: number
  /** Seconds that a client registration is valid. */
  clientSeconds: number
  /** Seconds that a device code is valid. */
  deviceSeconds: number
  /** Seconds between polls. */
  interval: number
  /** What a refresh returns: a new refresh token and the old one dies; the same; or none. */
  refresh: 'rotates' | 'stays' | 'is-absent'
  /** False: clients get no refresh token, as those without the scope. */
  hasRefresh: boolean
  /** Requests a second that the portal allows; the bucket has the same size. */
  rate: number
  /** Milliseconds by which the server's clock is ahead. */
  clockShift: number
  /** Milliseconds before each response of the portal. */
  latency: number
}

export const DEFAULTS: Behaviour = {
  accessSeconds: 3600,
  roleSeconds: 3600,
  clientSeconds: 90 * 24 * 3600,
  deviceSeconds: 600,
  interval: 1,
  refresh: 'rotates',
  hasRefresh: true,
  rate: 20,
  clockShift: 0,
  latency: 0,
}

/** A secret of a length and form like AWS's. */
export const secret = (prefix: string): string =>
  `${prefix}${randomBytes(48).toString('base64url')}`
