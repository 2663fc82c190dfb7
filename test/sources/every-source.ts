import type { SourceKind, SourceOf } from '../../src/core/source.js'

const SIGNER = { accessKeyId: 'ASIAANSWERED', secretHash: 'abc' }

/** One source of each kind, with what shows whose it is. */
export const EVERY_SOURCE: { [K in SourceKind]: SourceOf<K> } = {
  'stored-key': { kind: 'stored-key', profile: 'base', accessKeyId: 'AKIAEXAMPLE' },
  static: {
    kind: 'static',
    profile: 'base',
    file: '/h/credentials',
    accessKeyId: 'AKIAEXAMPLE',
    temporary: false,
  },
  environment: {
    kind: 'environment',
    secretHash: 'x',
    accessKeyId: 'ASIAEXAMPLE',
    temporary: true,
  },
  process: { kind: 'process', profile: 'tool', command: 'op-aws --json', signer: SIGNER },
  'ec2-instance-metadata': { kind: 'ec2-instance-metadata', signer: SIGNER },
  'ecs-container': { kind: 'ecs-container', uri: 'http://169.254.170.2/role', tokenHash: 'abc' },
  sso: {
    kind: 'sso',
    profile: 'corp',
    startUrl: 'https://x/start#/',
    region: 'eu-west-1',
    accountId: '111111111111',
    roleName: 'ReadOnly',
    session: 'corp',
    tokenHash: 'abc',
  },
  login: {
    kind: 'login',
    profile: 'console',
    session: 'arn:aws:iam::1:u',
    region: 'eu-west-1',
    tokenHash: 'abc',
  },
  'web-identity-file': {
    kind: 'web-identity-file',
    profile: 'pod',
    file: '/token',
    tokenHash: 'abc',
  },
  'web-identity-env': {
    kind: 'web-identity-env',
    profile: 'pod',
    variable: 'AWS_TOKEN',
    tokenHash: 'abc',
  },
  'web-identity-process': {
    kind: 'web-identity-process',
    profile: 'pod',
    command: 'print-token',
    tokenHash: 'abc',
  },
  'github-actions': {
    kind: 'github-actions',
    url: 'https://token.example/job/1',
    tokenHash: 'abc',
  },
  oidc: {
    kind: 'oidc',
    issuer: 'https://id.example',
    clientId: 'cli',
    scopes: 'openid',
    parameters: { prompt: 'consent' },
    hasSecret: true,
    signIn: { redirectUri: 'http://127.0.0.1/callback', limit: 120 },
    user: 'abc',
  },
  'roles-anywhere': {
    kind: 'roles-anywhere',
    profile: 'server',
    certificate: '/h/cert.pem',
    key: '/h/key.pem',
    trustAnchorArn: 'arn:aws:rolesanywhere:eu-west-1:111111111111:trust-anchor/a',
    profileArn: 'arn:aws:rolesanywhere:eu-west-1:111111111111:profile/p',
    region: 'eu-west-1',
    certificateHash: 'abc',
    keyHash: 'def',
  },
  cognito: {
    kind: 'cognito',
    profile: 'app',
    poolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
    region: 'eu-west-1',
    flow: 'enhanced',
    login: { kind: 'web-identity-file', profile: 'app', file: '/token', tokenHash: 'abc' },
  },
  saml: { kind: 'saml', profile: 'idp', url: 'https://idp.example/sso', user: 'abc' },
}
