import type { Assignments } from './assignments.js'
import type { Credentials } from '../credentials.js'
import { sha256 } from '../digest/sha256.js'
import type { Signer } from '../source/keys.js'

/**
 * What shows whose credentials a source will return, before the source is asked. Every answer is a
 * hash or the ID of an access key, so that no secret becomes part of a plan.
 */
export interface Evidence {
  /**
   * Of a file with a token, without white space around it; undefined if it is not a regular file.
   */
  hashOf: (path: string) => string | undefined
  /**
   * Of the sign-in with IAM Identity Center, by rolecall or by the AWS CLI. It stays the same while
   * rolecall renews the sign-in, and changes if the AWS CLI does.
   * @param id name of the `[sso-session]`, or the start URL of a profile without one
   */
  ssoSignIn: (id: string) => string | undefined
  /** Of a sign-in by `aws login`. It stays the same while the sign-in is renewed. */
  consoleSignIn: (session: string) => string | undefined
  /**
   * Of the user who signed in last through rolecall.
   * @param origin everything that decides which sign-in it is
   * @param isCommand whether a command signs in, which may depend on the environment
   */
  signedIn: (origin: object, isCommand: boolean) => string | undefined
  /** What `rolecall accounts` remembers of the roles in IAM Identity Center. */
  assigned: () => readonly Assignments[]
  /** The ID of the access key that the store has for a profile, from the index. */
  storedKey: (profile: string) => string | undefined
}

/** Nothing is known: no file can be read. */
export const NO_EVIDENCE: Evidence = {
  hashOf: () => undefined,
  ssoSignIn: () => undefined,
  consoleSignIn: () => undefined,
  signedIn: () => undefined,
  assigned: () => [],
  storedKey: () => undefined,
}

/**
 * Hashes of what an access key consists of. The ID alone is not a secret, so it alone does not
 * show that its holder may use the key.
 */
export function signerOf(credentials: Credentials): Signer {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials
  return { accessKeyId, secretHash: sha256(`${secretAccessKey}\n${sessionToken}`) }
}
