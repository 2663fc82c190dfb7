import type { SigningIdentity } from '../core/credentials.js'
import type { Evidence } from '../core/state/evidence.js'
import type { SourceKind, SourceOf } from '../core/source.js'
import type { CognitoSource } from '../core/source/pool.js'
import type { RolesAnywhereSource } from '../core/source/certificate.js'
import type { OidcSource, SamlSource } from '../core/source/sign-ins.js'

/**
 * What the credentials of a source can do, as far as is known before the source is opened.
 *
 * - `long-term`: an access key of a user. It works with an MFA code and calls GetSessionToken.
 * - `session`: temporary credentials. A role assumed with them is chained.
 * - `unsure`: only STS knows whether a role assumed with them is chained.
 * - `token`: a token that signs nothing. AssumeRoleWithSAML exchanges it if {@link
 *   SourceTraits.saml} is set, CreateSession of IAM Roles Anywhere if {@link
 *   SourceTraits.certificate} is, Amazon Cognito if {@link SourceTraits.pool} is, otherwise
 *   AssumeRoleWithWebIdentity.
 */
export type SourceAbility = 'long-term' | 'session' | 'unsure' | 'token'

/**
 * Everything that the rest of rolecall asks about a source before it is opened, as plain data
 * without a secret. No member is optional: a new kind of source answers each, or has the usual
 * answer of {@link USUAL_TRAITS}.
 */
export interface SourceTraits {
  ability: SourceAbility
  /** True if the credentials may be a long-term key: a role may be tried with a code. */
  mayBeLongTerm: boolean
  /**
   * Whose credentials these are, for cache keys: two identities never have the same value. Another
   * value makes every cached session unreachable. Undefined if only the source's answer tells.
   */
  keyIdentity: object | string | undefined
  /**
   * The source without what shows whose it is. Two profiles that differ only in that lead to
   * the same sessions, if one person uses both.
   */
  route: object | string
  /**
   * What issues the source's own credentials, as `status` names it. Undefined if they are not
   * cached themselves: they are at hand, or only the source knows whose they are.
   */
  cachedAs: string | undefined
  /** The user to remember once a session was issued, so that the next process knows whose it is. */
  remembered: RememberedUser | undefined
  /** Noun phrase for `explain`; of an access key only its ID, which is not a secret. */
  description: string
  /** The profile that contains the source; undefined if the machine provides it. */
  profile: string | undefined
  /** Path of the AWS file that contains the access key. */
  keyFile: string | undefined
  /** The role that the source itself already is. The account has twelve digits. */
  fixedRole: { role: string; account: string } | undefined
  /** True if opening it runs a command, which may prompt: never in a background refresh. */
  runsCommand: boolean
  /** The sign-in that opening it may need. */
  signIn: SignInTraits | undefined
  /** The source itself if it is a SAML assertion. */
  saml: SamlSource | undefined
  /** The source itself if it is a certificate. */
  certificate: RolesAnywhereSource | undefined
  /** The source itself if it is a Cognito identity pool. */
  pool: CognitoSource | undefined
}

/**
 * The answers of most kinds of source. What decides whose a session is, and whether opening the
 * source runs a command, has no usual answer.
 */
export const USUAL_TRAITS = {
  mayBeLongTerm: false,
  cachedAs: undefined,
  remembered: undefined,
  keyFile: undefined,
  fixedRole: undefined,
  signIn: undefined,
  saml: undefined,
  certificate: undefined,
  pool: undefined,
} satisfies Partial<SourceTraits>

/** Who signed in; see {@link Evidence.signedIn}. */
export interface RememberedUser {
  /** Hash, hex. */
  user: string
  origin: object
  isCommand: boolean
}

/** The sign-in of a source. */
export interface SignInTraits {
  /** Seconds until the sign-in times out. */
  timeoutSeconds: number
  /** False if the user is not involved: a command, a file or a flag provides the answer. */
  promptsUser: boolean
  /** The client whose sign-in and secret rolecall stores; undefined if it stores none. */
  client: OidcSource | undefined
}

/** One kind of source. */
export interface KindOfSource<K extends SourceKind> {
  /** Text in the SOURCE column of `list`; undefined if the column shows the profile. */
  label: string | undefined
  traits: (source: SourceOf<K>) => SourceTraits
  /**
   * The source with what shows whose it is: from the evidence, or from its answer. No kind may
   * leave this out, because a session that is cached without it would be handed to anyone.
   * @param answer what the source returned; undefined before it is opened
   */
  identify: (source: SourceOf<K>, evidence: Evidence, answer?: SigningIdentity) => SourceOf<K>
}
