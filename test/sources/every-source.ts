import type { SourceKind, SourceOf } from '../../src/core/source.js'

/** One source of each kind. */
export const EVERY_SOURCE: { [K in SourceKind]: SourceOf<K> } = {
  static: {
    kind: 'static',
    profile: 'base',
    file: '/h/credentials',
    accessKeyId: 'AKIAEXAMPLE',
    temporary: false,
  },
  environment: { kind: 'environment', accessKeyId: 'ASIAEXAMPLE', temporary: true },
  process: { kind: 'process', profile: 'tool', command: 'op-aws --json' },
  'ec2-instance-metadata': { kind: 'ec2-instance-metadata' },
  'ecs-container': { kind: 'ecs-container', uri: 'http://169.254.170.2/role' },
  sso: {
    kind: 'sso',
    profile: 'corp',
    startUrl: 'https://x/start#/',
    region: 'eu-west-1',
    accountId: '111111111111',
    roleName: 'ReadOnly',
    session: 'corp',
  },
  login: { kind: 'login', profile: 'console', session: 'arn:aws:iam::1:u', region: 'eu-west-1' },
  'web-identity-file': {
    kind: 'web-identity-file',
    profile: 'pod',
    file: '/token',
    tokenHash: 'abc',
  },
  'web-identity-process': { kind: 'web-identity-process', profile: 'pod', command: 'print-token' },
  'github-actions': { kind: 'github-actions', url: 'https://token.example/job/1' },
  oidc: {
    kind: 'oidc',
    issuer: 'https://id.example',
    clientId: 'cli',
    scopes: 'openid',
    parameters: { prompt: 'consent' },
    hasSecret: true,
    signIn: { redirectUri: 'http://127.0.0.1/callback', limit: 120 },
  },
  saml: { kind: 'saml', profile: 'idp', url: 'https://idp.example/sso' },
}
