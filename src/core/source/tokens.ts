/** A token in a file. It is read again for every call, because clusters rotate it. */
export interface WebIdentityFileSource {
  kind: 'web-identity-file'
  profile: string
  file: string
  /**
   * SHA-256 of the token, in hex. The token decides the identity, so that another token in the same
   * file must not find this one's sessions in the cache. Undefined for a pipe, which can be read
   * only once.
   */
  tokenHash?: string
}

/** A token in an environment variable. */
export interface WebIdentityEnvSource {
  kind: 'web-identity-env'
  /** The profile that names the variable; undefined for the variable of a CI system. */
  profile?: string
  variable: string
  /** SHA-256 of the token, hex. */
  tokenHash: string
}

/** A token that a command prints. */
export interface WebIdentityProcessSource {
  kind: 'web-identity-process'
  profile: string
  /** A shell command line. */
  command: string
  /** Name of the CI system whose command it is. */
  system?: string
  /** SHA-256 of the token that the command printed, hex; unknown before it runs. */
  tokenHash?: string
}

/** The identity of a GitHub Actions job. */
export interface GithubActionsSource {
  kind: 'github-actions'
  /** ACTIONS_ID_TOKEN_REQUEST_URL, which is different for every job. */
  url: string
  /** SHA-256 of ACTIONS_ID_TOKEN_REQUEST_TOKEN, hex. */
  tokenHash: string
}
