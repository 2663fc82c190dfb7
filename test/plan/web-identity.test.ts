import { describe, expect, test } from 'vitest'
import { NO_EVIDENCE } from '../../src/core/state/evidence.js'
import { sha256 } from '../../src/core/digest/sha256.js'
import { cacheKeys } from '../../src/plan/cache-key.js'
import { identifySource } from '../../src/sources/kinds.js'
import { expectError, KEYS, outline, planOf, role } from './plan-of.js'

const GITHUB = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/job/1?api-version=2',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
}
const POD = { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: role('pod') }
const STATIC = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 's' }

describe('a role that is named in a place with an identity of its own', () => {
  const named = (env: Record<string, string>, profile = role('x')) => planOf({}, { profile }, env)

  test('a GitHub Actions job with id-token: write needs no config file', () => {
    const plan = named(GITHUB)
    expect(plan.source).toEqual({
      kind: 'github-actions',
      url: GITHUB.ACTIONS_ID_TOKEN_REQUEST_URL,
      tokenHash: sha256('secret'),
    })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity x 3600'])
    expect(JSON.stringify(plan)).not.toContain('secret')
  })

  test('nor does GitLab, which writes a token file', () => {
    const plan = named({ AWS_WEB_IDENTITY_TOKEN_FILE: '/t' })
    expect(plan.source).toMatchObject({ kind: 'web-identity-file', file: '/t' })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity x 3600'])
  })

  test("the pod's own role is not assumed twice, another one on top of it", () => {
    expect(outline(named(POD, role('pod')))).toEqual(['AssumeRoleWithWebIdentity pod 3600'])
    expect(outline(named(POD))).toEqual(['AssumeRoleWithWebIdentity pod 3600', 'AssumeRole x 3600'])
  })

  test('what an earlier step left is not chained on, long-term keys are', () => {
    expect(named({ ...GITHUB, ...STATIC, AWS_SESSION_TOKEN: 't' }).source.kind).toBe(
      'github-actions',
    )
    expect(named({ ...GITHUB, ...STATIC }).source.kind).toBe('environment')
  })

  test('without a role the keys of the environment stay what they are', () => {
    const env = { ...GITHUB, ...STATIC, AWS_SESSION_TOKEN: 't' }
    expect(planOf({}, {}, env).source.kind).toBe('environment')
  })

  test('another job has other sessions', () => {
    const url = 'https://token.example/job/2'
    const other = named({ ...GITHUB, ACTIONS_ID_TOKEN_REQUEST_URL: url })
    expect(cacheKeys(other)).not.toEqual(cacheKeys(named(GITHUB)))
  })

  test('a profile may insist on it', () => {
    const dev = `role_arn = ${role('dev')}\nrolecall_credential_source = GitHubActions`
    expect(planOf({ dev }, undefined, { ...GITHUB, ...STATIC }).source.kind).toBe('github-actions')
    expectError(() => planOf({ dev }), 'config', /this is not a job/, /id-token: write/)
  })
})

describe('a sign-in with an OpenID Connect provider', () => {
  const sso = 'rolecall_oidc_issuer = https://id.example\nrolecall_oidc_client_id = cli\n'
  const arn = `rolecall_role_arn = ${role('dev')}\n`

  test('is the source of a role', () => {
    const plan = planOf({ dev: `${arn}${sso}rolecall_oidc_scopes = openid, email` })
    expect(plan.source).toEqual({
      kind: 'oidc',
      issuer: 'https://id.example',
      clientId: 'cli',
      scopes: 'openid email',
      parameters: {},
      hasSecret: false,
      signIn: { redirectUri: 'http://127.0.0.1/callback', limit: 300 },
    })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity dev 3600'])
  })

  test('can be in a profile of its own, for many roles', () => {
    const id = `${sso}rolecall_oidc_flow = device\nrolecall_oidc_timeout = 2m`
    const plan = planOf({ id, dev: `${arn}rolecall_source_profile = id` })
    expect(plan.source).toMatchObject({ kind: 'oidc', signIn: { flow: 'device', limit: 120 } })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity dev 3600'])
  })

  test('the way to sign in is not part of the cache key, its purpose is', () => {
    const keys = (extra: string): string[] => {
      const plan = planOf({ dev: `${arn}${sso}${extra}` })
      const answer = { webIdentityToken: 't', user: 'ann' }
      return cacheKeys({ ...plan, source: identifySource(plan.source, NO_EVIDENCE, answer) })
    }
    expect(keys('rolecall_oidc_flow = device\nrolecall_oidc_timeout = 60')).toEqual(keys(''))
    expect(keys('rolecall_oidc_parameters = acr_values=mfa')).not.toEqual(keys(''))
    expect(keys('rolecall_oidc_scopes = openid groups')).not.toEqual(keys(''))
  })

  test.each([
    ['rolecall_oidc_client_secret = hunter2', /in a file in plaintext/, /--client-secret-from/],
    ['rolecall_oidc_flow = telepathy', /neither browser nor device/],
    [
      'rolecall_oidc_redirect_uri = https://127.0.0.1/cb',
      /not an http URL with a loopback address/,
    ],
    [
      'rolecall_oidc_redirect_uri = http://example.com/cb',
      /not an http URL with a loopback address/,
    ],
    ['rolecall_oidc_timeout = soon', /not a duration of at most one day/],
    ['rolecall_oidc_timeout = 0', /not a duration of at most one day/],
    ['rolecall_oidc_timeout = 25d', /not a duration of at most one day/],
    ['rolecall_oidc_parameters = a=b&state=mine', /may not set state/],
    ['source_profile = base', /has source_profile and oidc_issuer/],
  ])('refuses %s', (line, words, hint?: RegExp) => {
    const run = () => planOf({ base: KEYS, dev: `${arn}${sso}${line}` })
    expectError(run, 'config', words, hint)
  })

  test('an error never repeats a secret in plaintext', () => {
    const texts: string[] = []
    try {
      planOf({ dev: `${arn}${sso}rolecall_oidc_client_secret = hunter2` })
    } catch (error) {
      texts.push((error as Error).message, JSON.stringify(error))
    }
    expect(texts).toHaveLength(2)
    expect(texts.join()).not.toContain('hunter2')
  })

  test('needs an issuer that is a URL, and a client', () => {
    const dev = `${arn}rolecall_oidc_issuer = `
    expectError(() => planOf({ dev: `${dev}id.example` }), 'config', /oidc_issuer .* is not a URL/)
    expectError(() => planOf({ dev: `${dev}https://x` }), 'config', /oidc_client_id .* is missing/)
  })
})

describe('a token in a variable', () => {
  const dev = `role_arn = ${role('dev')}\nrolecall_web_identity_token_env = AWS_TOKEN`

  test('is named by the profile, and only its hash is in the plan', () => {
    const plan = planOf({ dev }, undefined, { AWS_TOKEN: ' secret\n' })
    expect(plan.source).toEqual({
      kind: 'web-identity-env',
      profile: 'dev',
      variable: 'AWS_TOKEN',
      tokenHash: sha256('secret'),
    })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity dev 3600'])
    expect(JSON.stringify(plan)).not.toContain('secret')
  })

  test('must be set; in a CI job, the hint says what the job needs', () => {
    const hint = (env: Record<string, string>, pattern: RegExp): void =>
      expectError(
        () => planOf({ dev }, undefined, env),
        'config',
        /AWS_TOKEN, which is not/,
        pattern,
      )
    hint({}, /set AWS_TOKEN to/)
    hint({ AWS_TOKEN: '' }, /set AWS_TOKEN to/)
    hint({ GITLAB_CI: 'true' }, /this GitLab job needs "id_tokens:/)
    hint({ CIRCLECI: 'true' }, /this CircleCI job needs a context/)
    hint({ BITBUCKET_BUILD_NUMBER: '7' }, /this Bitbucket Pipelines job needs "oidc: true"/)
    hint({ BUILDKITE: 'true' }, /this Buildkite job needs buildkite-agent/)
    hint({ TF_BUILD: 'True' }, /this Azure DevOps job needs .*addSpnToEnvironment/)
    hint({ GITHUB_ACTIONS: 'true' }, /this GitHub Actions job needs "permissions: id-token: write"/)
  })

  test('cannot be the token itself, which no message shows', () => {
    for (const value of ['$AWS_TOKEN', 'eyJhbGciOi.eyJzdWIi.c2ln', 'a b']) {
      const wrong = `role_arn = ${role('dev')}\nrolecall_web_identity_token_env = ${value}`
      const message = /^((?!eyJ).)* is not the name of a variable$/
      expectError(() => planOf({ dev: wrong }), 'config', message, /without \$/)
    }
  })
})

describe('a CI system by its name', () => {
  const named = (system: string, env: Record<string, string>) =>
    planOf(
      { dev: `role_arn = ${role('dev')}\nrolecall_credential_source = ${system}` },
      undefined,
      { ...STATIC, ...env },
    )
  const VARIABLES = {
    GitLab: 'GITLAB_OIDC_TOKEN',
    CircleCI: 'CIRCLE_OIDC_TOKEN_V2',
    Bitbucket: 'BITBUCKET_STEP_OIDC_TOKEN',
    AzureDevOps: 'idToken',
  }

  test.each(Object.entries(VARIABLES))('%s', (system, variable) => {
    const plan = named(system, { [variable]: 't' })
    expect(plan.source).toMatchObject({ kind: 'web-identity-env', variable })
    expect(outline(plan)).toEqual(['AssumeRoleWithWebIdentity dev 3600'])
    expect(plan.notes).toEqual([])
    expectError(() => named(system, {}), 'config', /not a job that can get/, /the job must run in/)
  })

  test("Buildkite, whose agent prints the token; it is not run without the profile's word", () => {
    const job = { BUILDKITE: 'true' }
    expect(named('Buildkite', job).source).toMatchObject({
      kind: 'web-identity-process',
      command: 'buildkite-agent oidc request-token --audience sts.amazonaws.com',
    })
    expectError(() => named('Buildkite', {}), 'config', /not a job that can/, /Buildkite/)
    const env = { ...job, AWS_EC2_METADATA_DISABLED: 'true' }
    const bare = () => planOf({}, { profile: role('x') }, env)
    expectError(bare, 'config', /no profile is named/, /credential_source = Buildkite.*; or name/)
  })

  test('without a config file, if the token is in its variable and the job is recognised', () => {
    const bare = (env: Record<string, string>) => planOf({}, { profile: role('x') }, env)
    expect(bare({ CIRCLECI: 'true', CIRCLE_OIDC_TOKEN_V2: 't' }).source.kind).toBe(
      'web-identity-env',
    )
    expect(bare({ BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_STEP_OIDC_TOKEN: 't' }).source.kind).toBe(
      'web-identity-env',
    )
    expectError(
      () => bare({ CIRCLE_OIDC_TOKEN_V2: 't', AWS_EC2_METADATA_DISABLED: 'true' }),
      'config',
      /no profile is named/,
    )
  })
})

describe('the web identity of the environment as a source of credentials', () => {
  const dev = `role_arn = ${role('dev')}\nrolecall_credential_source = WebIdentity`

  test('its role, if there is one, assumes that of the profile', () => {
    expect(outline(planOf({ dev }, undefined, { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }))).toEqual([
      'AssumeRoleWithWebIdentity dev 3600',
    ])
    expect(outline(planOf({ dev }, undefined, { ...STATIC, ...POD }))).toEqual([
      'AssumeRoleWithWebIdentity pod 3600',
      'AssumeRole dev 3600',
    ])
    const next = `role_arn = ${role('next')}\nsource_profile = base`
    const base = 'rolecall_credential_source = WebIdentity'
    expect(outline(planOf({ next, base }, { profile: 'next' }, POD))).toEqual([
      'AssumeRoleWithWebIdentity pod 3600',
      'AssumeRole next 3600',
    ])
    expectError(() => planOf({ dev }), 'config', /AWS_WEB_IDENTITY_TOKEN_FILE is not set/)
  })
})
