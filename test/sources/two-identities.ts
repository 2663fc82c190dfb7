import fc from 'fast-check'
import type { Credentials, SigningIdentity } from '../../src/core/credentials.js'
import { NO_EVIDENCE, type Evidence } from '../../src/core/state/evidence.js'
import type { Source, SourceKind, SourceOf } from '../../src/core/source.js'
import type { LoginSourceOfPool } from '../../src/core/source/pool.js'
import { identifySource } from '../../src/sources/kinds.js'
import { EVERY_SOURCE } from './every-source.js'

/** Two identities of one kind of source, as rolecall comes to know them. */
export type Pair<K extends SourceKind = SourceKind> = [SourceOf<K>, SourceOf<K>]

const TEXT = fc.string({ minLength: 1, maxLength: 8 })
const HEX = fc.stringMatching(/^[0-9a-f]{64}$/)
const TWO_TEXTS = fc.tuple(TEXT, TEXT).filter(([one, other]) => one.trim() !== other.trim())
const TWO_HASHES = fc.tuple(HEX, HEX).filter(([one, other]) => one !== other)

const KEY: fc.Arbitrary<Credentials> = fc.record(
  { accessKeyId: TEXT, secretAccessKey: TEXT, sessionToken: TEXT },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
)
/** Keys that differ in one part at least; often in one only. */
const TWO_KEYS = fc
  .tuple(KEY, KEY, fc.subarray(['accessKeyId', 'secretAccessKey'] as const))
  .map(([one, other, same]): [Credentials, Credentials] => [
    one,
    { ...other, ...Object.fromEntries(same.map((name) => [name, one[name]])) },
  ])
  .filter(([one, other]) => JSON.stringify(one) !== JSON.stringify(other))

/** One source that answers two identities, because its surroundings differ. */
function answering<K extends SourceKind>(
  source: SourceOf<K>,
  answers: fc.Arbitrary<[SigningIdentity, SigningIdentity]>,
  evidence: Evidence = NO_EVIDENCE,
): fc.Arbitrary<Pair<K>> {
  const identified = (answer: SigningIdentity): SourceOf<K> =>
    identifySource(source as Source, evidence, answer) as SourceOf<K>
  return answers.map(([one, other]) => [identified(one), identified(other)])
}

/** One source beside two evidences. */
function beside<K extends SourceKind>(
  source: SourceOf<K>,
  evidences: fc.Arbitrary<[Partial<Evidence>, Partial<Evidence>]>,
): fc.Arbitrary<Pair<K>> {
  const identified = (evidence: Partial<Evidence>): SourceOf<K> =>
    identifySource(source as Source, { ...NO_EVIDENCE, ...evidence }) as SourceOf<K>
  return evidences.map(([one, other]) => [identified(one), identified(other)])
}

const bare = <K extends SourceKind>(kind: K): SourceOf<K> =>
  identifySource(EVERY_SOURCE[kind] as Source, NO_EVIDENCE) as SourceOf<K>

const hashes = (name: keyof Evidence) =>
  TWO_HASHES.map(([one, other]): [Partial<Evidence>, Partial<Evidence>] => [
    { [name]: () => one },
    { [name]: () => other },
  ])
const tokens = TWO_TEXTS.map(([one, other]): [SigningIdentity, SigningIdentity] => [
  { webIdentityToken: one },
  { webIdentityToken: other },
])
const users = TWO_HASHES.map(([one, other]): [SigningIdentity, SigningIdentity] => [
  { webIdentityToken: 'token', user: one },
  { webIdentityToken: 'token', user: other },
])
const assertions = TWO_HASHES.map(([one, other]): [SigningIdentity, SigningIdentity] => [
  { samlAssertion: 'a', roles: [], user: one },
  { samlAssertion: 'a', roles: [], user: other },
])

const certificates = TWO_HASHES.map(([one, other]): [SigningIdentity, SigningIdentity] => [
  certificateWith(one, 'same'),
  certificateWith(other, 'same'),
])
const keysOfCertificate = TWO_HASHES.map(([one, other]): [SigningIdentity, SigningIdentity] => [
  certificateWith('same', one),
  certificateWith('same', other),
])
const certificateWith = (certificateHash: string, keyHash: string): SigningIdentity => ({
  certificates: ['c'],
  serial: '1',
  certificateHash,
  keyHash,
  algorithm: 'AWS4-X509-RSA-SHA256',
  sign: () => '',
})

const inLogin = (pair: [SigningIdentity, SigningIdentity]): [SigningIdentity, SigningIdentity] =>
  pair.map((login) => ({ login })) as never
const logins = tokens.map(inLogin)
const loginsOfUsers = users.map(inLogin)
const withLogin = (login: LoginSourceOfPool): SourceOf<'cognito'> => ({
  ...EVERY_SOURCE.cognito,
  login,
})
const tokensOfVariable = TWO_HASHES.map(
  ([one, other]) =>
    [one, other].map((tokenHash) => ({
      login: { kind: 'web-identity-env', variable: 'V', tokenHash },
    })) as [Partial<SourceOf<'cognito'>>, Partial<SourceOf<'cognito'>>],
)

/** The source with two values of one of its own members. */
function differing<K extends SourceKind>(
  kind: K,
  values: fc.Arbitrary<[Partial<SourceOf<K>>, Partial<SourceOf<K>>]>,
): fc.Arbitrary<Pair<K>> {
  const source = EVERY_SOURCE[kind] as SourceOf<K>
  return values.map(([one, other]) => [
    { ...source, ...one },
    { ...source, ...other },
  ])
}

const texts = <K extends string>(name: K) =>
  TWO_TEXTS.map(([one, other]) => [{ [name]: one }, { [name]: other }]) as never

/**
 * For every kind, the ways in which two identities of it may differ. The compiler rejects this
 * table if a kind is missing: whoever adds one has to say how.
 */
export const TWO_IDENTITIES: { [K in SourceKind]: fc.Arbitrary<Pair<K>>[] } = {
  'stored-key': [differing('stored-key', texts('accessKeyId'))],
  static: [differing('static', texts('accessKeyId'))],
  environment: [
    differing('environment', texts('accessKeyId')),
    differing('environment', texts('secretHash')),
  ],
  process: [answering(bare('process'), TWO_KEYS)],
  'ec2-instance-metadata': [answering(bare('ec2-instance-metadata'), TWO_KEYS)],
  'ecs-container': [
    differing('ecs-container', texts('tokenHash')),
    differing('ecs-container', texts('uri')),
    beside({ kind: 'ecs-container', uri: 'http://127.0.0.1/', tokenFile: '/t' }, hashes('hashOf')),
    answering({ kind: 'ecs-container', uri: 'http://127.0.0.1/' }, TWO_KEYS),
    answering(
      { kind: 'ecs-container', uri: 'http://127.0.0.1/', tokenFile: '/dev/fd/3' },
      TWO_KEYS,
    ),
  ],
  sso: [
    beside(bare('sso'), hashes('ssoSignIn')),
    differing('sso', texts('startUrl')),
    differing('sso', texts('accountId')),
    differing('sso', texts('roleName')),
    differing('sso', texts('endpoint')),
  ],
  login: [beside(bare('login'), hashes('consoleSignIn')), differing('login', texts('session'))],
  'web-identity-file': [
    beside(bare('web-identity-file'), hashes('hashOf')),
    answering({ kind: 'web-identity-file', profile: 'p', file: '/dev/fd/3' }, tokens),
  ],
  'web-identity-env': [
    differing('web-identity-env', texts('tokenHash')),
    answering(bare('web-identity-env'), tokens),
  ],
  'web-identity-process': [answering(bare('web-identity-process'), tokens)],
  'github-actions': [
    differing('github-actions', texts('tokenHash')),
    differing('github-actions', texts('url')),
  ],
  oidc: [
    answering(bare('oidc'), users),
    beside(bare('oidc'), hashes('signedIn')),
    differing('oidc', texts('issuer')),
    differing('oidc', texts('clientId')),
  ],
  'roles-anywhere': [
    beside(bare('roles-anywhere'), hashes('hashOf')),
    answering(bare('roles-anywhere'), certificates),
    answering(bare('roles-anywhere'), keysOfCertificate),
    differing('roles-anywhere', texts('keyHash')),
  ],
  cognito: [
    beside(bare('cognito'), hashes('hashOf')),
    differing('cognito', texts('poolId')),
    differing('cognito', texts('provider')),
    differing('cognito', tokensOfVariable),
    answering(withLogin({ kind: 'web-identity-process', profile: 'p', command: 'c' }), logins),
    answering(withLogin(bare('oidc')), loginsOfUsers),
  ],
  saml: [
    answering(bare('saml'), assertions),
    beside(bare('saml'), hashes('signedIn')),
    answering({ kind: 'saml', profile: 'p', file: '/a' }, assertions),
    answering({ kind: 'saml', profile: 'p', command: 'c' }, assertions),
    differing('saml', texts('url')),
  ],
}
