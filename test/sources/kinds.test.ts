import { describe, expect, test } from 'vitest'
import type { Source, SourceKind } from '../../src/core/source.js'
import { labelOfKind, traitsOf } from '../../src/sources/kinds.js'
import type { SourceTraits } from '../../src/sources/traits.js'
import { EVERY_SOURCE } from './every-source.js'

const OIDC = EVERY_SOURCE.oidc
const SAML = EVERY_SOURCE.saml

/** What differs from {@link PLAIN}. */
type Expected = Partial<SourceTraits> & Pick<SourceTraits, 'ability' | 'description'>

const PLAIN = {
  mayBeLongTerm: false,
  profile: undefined,
  keyFile: undefined,
  fixedRole: undefined,
  runsCommand: false,
  signIn: undefined,
  saml: undefined,
  certificate: undefined,
  pool: undefined,
}

const EXPECTED: Record<SourceKind, Expected> = {
  'stored-key': {
    ability: 'long-term',
    description: 'access key AKIAEXAMPLE of profile base, stored by rolecall',
    profile: 'base',
  },
  static: {
    ability: 'long-term',
    description: 'access key AKIAEXAMPLE of profile base, in /h/credentials',
    profile: 'base',
    keyFile: '/h/credentials',
  },
  environment: {
    ability: 'session',
    description: 'temporary key ASIAEXAMPLE of the environment',
  },
  process: {
    ability: 'unsure',
    description: 'the credential_process of profile tool',
    mayBeLongTerm: true,
    profile: 'tool',
    runsCommand: true,
  },
  'ec2-instance-metadata': { ability: 'unsure', description: 'the role of this EC2 instance' },
  'ecs-container': { ability: 'unsure', description: 'the role of this container' },
  sso: {
    ability: 'session',
    description: 'IAM Identity Center: ReadOnly in 111111111111',
    profile: 'corp',
    fixedRole: { role: 'ReadOnly', account: '111111111111' },
    signIn: { timeoutSeconds: 600, promptsUser: true, client: undefined },
  },
  login: {
    ability: 'session',
    description: 'the console sign-in of profile console',
    profile: 'console',
  },
  'web-identity-file': {
    ability: 'token',
    description: 'the web identity token in /token',
    profile: 'pod',
  },
  'web-identity-env': {
    ability: 'token',
    description: 'the web identity token in AWS_TOKEN',
    profile: 'pod',
  },
  'web-identity-process': {
    ability: 'token',
    description: 'the web identity token that the command of profile pod prints',
    profile: 'pod',
    runsCommand: true,
  },
  'github-actions': {
    ability: 'token',
    description: 'the identity of this GitHub Actions job',
  },
  oidc: {
    ability: 'token',
    description: 'a sign-in at https://id.example, as client cli',
    signIn: { timeoutSeconds: 120, promptsUser: true, client: OIDC },
  },
  'roles-anywhere': {
    ability: 'token',
    description: 'the certificate in /h/cert.pem, for IAM Roles Anywhere',
    profile: 'server',
    certificate: EVERY_SOURCE['roles-anywhere'],
  },
  cognito: {
    ability: 'token',
    description:
      'the identity pool eu-west-1:01234567-89ab-cdef-0123-456789abcdef, with the web identity token in /token',
    profile: 'app',
    pool: EVERY_SOURCE.cognito,
  },
  saml: {
    ability: 'token',
    description: 'a SAML assertion from a sign-in in the browser at https://idp.example/sso',
    profile: 'idp',
    signIn: { timeoutSeconds: 300, promptsUser: true, client: undefined },
    saml: SAML,
  },
}

test.each(Object.entries(EXPECTED))('the traits of %s', (kind, expected) => {
  const source = EVERY_SOURCE[kind as SourceKind]
  expect(traitsOf(source)).toMatchObject({ ...PLAIN, ...expected })
})

describe('of SAML', () => {
  test.each<[Partial<typeof SAML>, Partial<SourceTraits>]>([
    [
      { command: 'print' },
      { runsCommand: true, description: 'a SAML assertion printed by the command of profile idp' },
    ],
    [{ file: '/a.xml' }, { runsCommand: false, description: 'a SAML assertion in /a.xml' }],
    [{}, { runsCommand: false, description: 'a SAML assertion passed in with --saml-assertion' }],
  ])('without a browser: %j', (origin, expected) => {
    const source: Source = { kind: 'saml', profile: 'idp', ...origin }
    expect(traitsOf(source)).toMatchObject(expected)
    expect(traitsOf(source).signIn).toMatchObject({ timeoutSeconds: 300, promptsUser: false })
  })
})

test('a process that declares a long-term key', () => {
  const traits = traitsOf({ ...EVERY_SOURCE.process, longTerm: true })
  expect(traits.ability).toBe('long-term')
  expect(traits.description).toBe('the access key from the credential_process of profile tool')
})

test('a kind without a label is shown by its profile', () => {
  for (const [kind, source] of Object.entries(EVERY_SOURCE)) {
    const label = labelOfKind(kind as SourceKind)
    expect(label ?? traitsOf(source).profile).toBeTruthy()
  }
})
