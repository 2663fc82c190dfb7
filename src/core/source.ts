/**
 * Where the first credentials come from. No secret is in here, so that a plan can be printed; the secret is
 * fetched when the plan is carried out.
 */
export type Source =
  | { kind: 'static'; profile: string; file: string; accessKeyId: string; temporary: boolean }
  | { kind: 'environment'; accessKeyId: string; temporary: boolean }
  | {
      kind: 'process'
      profile: string
      command: string
      /** The profile says that the tool hands out a user's own access key, no session. */
      longTerm?: true
    }
  | { kind: 'ec2-instance-metadata'; endpoint?: string }
  | { kind: 'ecs-container'; uri: string }
  | {
      kind: 'sso'
      profile: string
      startUrl: string
      region: string
      accountId: string
      roleName: string
      session?: string
    }
  | { kind: 'login'; profile: string; session: string; region: string }
  | {
      /** No credentials but a token, read again for every call, since it rotates. */
      kind: 'web-identity-file'
      profile: string
      file: string
      /** Its SHA-256: the token says who asks, and another one in the same place must not get this one's sessions. */
      tokenHash?: string
    }
  | { kind: 'web-identity-process'; profile: string; command: string }
  /** The job that runs this, in GitHub Actions; the URL is the job's own. */
  | { kind: 'github-actions'; url: string }
  | OidcSource
  | SamlSource

/** A person who signs in with an OpenID Connect provider. */
export interface OidcSource {
  kind: 'oidc'
  issuer: string
  clientId: string
  /** With spaces between them; absent where the provider's own metadata decides. */
  scopes?: string
  /** Further parameters of the authorization request, such as `prompt`. */
  parameters: Record<string, string>
  /** Whether the client has a secret; it is kept where sessions are. */
  hasSecret: boolean
  signIn: SignIn
}

/** How a person signs in. Not as whom: no part of a cache key. */
export interface SignIn {
  /** By default the browser where there is one, else the code of a device. */
  flow?: 'browser' | 'device'
  /** An http URL of a loopback host; without a port, any that is free. */
  redirectUri: string
  /** Seconds until the person has signed in. */
  limit: number
}

/** Where a SAML assertion comes from; with none of the three, a person passes it in. */
export interface SamlSource {
  kind: 'saml'
  profile: string
  /** Where a browser starts the sign-in. */
  url?: string
  /** A shell command that prints the assertion. */
  command?: string
  file?: string
  /** The SAML provider in IAM, where the profile names it. */
  providerArn?: string
}
