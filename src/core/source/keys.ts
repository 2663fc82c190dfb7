/** A user's long-term access key in rolecall's store; only its ID is known before it is read. */
export interface StoredKeySource {
  kind: 'stored-key'
  profile: string
  accessKeyId: string
}

/** An access key in the config or the credentials file. */
export interface StaticSource {
  kind: 'static'
  profile: string
  /** Path of the file that contains the access key ID. */
  file: string
  accessKeyId: string
  /** True if there is a session token next to the key. */
  temporary: boolean
}

/** An access key, and a hash of its secret and session token. */
export interface Signer {
  accessKeyId: string
  /** SHA-256, hex. */
  secretHash: string
}

/** An access key in the environment variables. */
export interface EnvironmentSource extends Signer {
  kind: 'environment'
  /** True if there is a session token next to the key. */
  temporary: boolean
}

/** The `credential_process` of another tool. */
export interface ProcessSource {
  kind: 'process'
  profile: string
  /** A shell command line. */
  command: string
  /** The profile declares that the tool prints a user's long-term access key. */
  longTerm?: true
  /** What the command printed; unknown before it runs. */
  signer?: Signer
}
