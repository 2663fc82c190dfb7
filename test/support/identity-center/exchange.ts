import type { Assigned, Behaviour, Client, CodePending, DevicePending, Token } from './model.js'

/** Credentials as the portal returns them; `expiration` is in milliseconds. */
export interface RoleCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiration: number
}

/** Everything that the server remembers. */
export interface State {
  startUrl: string
  url: () => string
  behaviour: Behaviour
  /** Milliseconds since 1970, by the server's clock. */
  now: () => number
  assignments: Assigned[]
  clients: Map<string, Client>
  codes: Map<string, CodePending>
  devices: Map<string, DevicePending>
  tokens: Map<string, Token>
  refreshTokens: Map<string, Token>
  /** The portal's bucket of requests. */
  bucket: { left: number; at: number }
  /** Every issued secret, for tests that search for leaks. */
  secrets: string[]
  issue: (account: string, role: string, seconds: number) => RoleCredentials
}

/** One request. */
export interface Exchange {
  query: URLSearchParams
  /** The JSON body. */
  body: Record<string, unknown>
  /** The same as a form. */
  form: URLSearchParams
  /** The header x-amz-sso_bearer_token. */
  bearer: string | undefined
  state: State
}

/** A response; a string is sent as it is, an object as JSON. */
export class Answer {
  readonly status: number
  readonly body: object | string
  readonly headers: Record<string, string>

  constructor(status: number, body: object | string, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }

  static page(status: number, html: string): Answer {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    return new Answer(status, `<!doctype html><title>test</title>${html}`, headers)
  }
}
