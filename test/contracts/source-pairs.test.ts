import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromIni } from '@aws-sdk/credential-providers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { byBotocore, byPlan, bySdkProvider, ROLE_PREFIX } from './chain-answers.js'
import { plan } from './conformance/planned.js'

/*
 * Every pair of sources in one profile: which one do botocore, the JavaScript SDK and rolecall use?
 * source-pairs.txt is the table. Where the two SDKs agree, rolecall agrees with them. Where they
 * differ, the table shows its choice, and docs/contracts.md §4.3 the reason.
 */

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-pairs-'))
  writeFileSync(join(folder, 'token'), 'header.payload.signature')
  writeFileSync(
    join(folder, 'tool'),
    `echo '{"Version":1,"AccessKeyId":"tool","SecretAccessKey":"s"}'`,
  )
  const files = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
  const env = { ...ENV, ...files, HOME: folder }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const ENV = { AWS_ACCESS_KEY_ID: 'Environment', AWS_SECRET_ACCESS_KEY: 's' }
const SESSION = 'sso_region = us-west-2\nsso_start_url = https://x/start\n'
const PORTAL = 'sso_account_id = 222222222222\nsso_role_name = r\n'
const KEYS = 'aws_access_key_id = keys\naws_secret_access_key = s\n'

/** The keys of each source. Two of one kind are no pair. */
const SOURCES: Record<string, { kind: string; text: string; isSecret?: true }> = {
  keys: { kind: 'keys', text: KEYS, isSecret: true },
  'keys in config': { kind: 'keys', text: KEYS },
  'half a key': { kind: 'keys', text: 'aws_access_key_id = keys\n', isSecret: true },
  source_profile: { kind: 'profile', text: 'source_profile = base\n' },
  'itself as source': { kind: 'profile', text: 'source_profile = a\n' },
  credential_source: { kind: 'machine', text: 'credential_source = Environment\n' },
  'token file': { kind: 'token', text: 'web_identity_token_file = FOLDER/token\n' },
  credential_process: { kind: 'tool', text: 'credential_process = sh FOLDER/tool\n' },
  'sso, legacy': { kind: 'sso', text: `${PORTAL}${SESSION}` },
  'sso, session': { kind: 'sso', text: `${PORTAL}sso_session = corp\n` },
  'sso_session alone': { kind: 'sso', text: 'sso_session = corp\n' },
  login_session: { kind: 'login', text: 'login_session = arn:aws:iam::222222222222:user/x\n' },
}

const NAMES = Object.keys(SOURCES)
const PAIRS: readonly string[][] = [
  ...NAMES.map((name) => [name]),
  ...NAMES.flatMap((name, index) =>
    NAMES.slice(index + 1)
      .filter((other) => SOURCES[name]?.kind !== SOURCES[other]?.kind)
      .map((other) => [name, other]),
  ),
]

/** Whether profile `a` has a role, and whether it is asked for or the source of another one. */
const SITUATIONS = [
  { title: 'a profile without a role', hasRole: false, isSource: false },
  { title: 'a profile with a role', hasRole: true, isSource: false },
  { title: 'a source profile without a role', hasRole: false, isSource: true },
  { title: 'a source profile with a role', hasRole: true, isSource: true },
]
type Situation = (typeof SITUATIONS)[number]

interface Case {
  config: string
  credentials: string
  profile: string
}

function caseOf(names: readonly string[], { hasRole, isSource }: Situation): Case {
  const sources = names.flatMap((name) => SOURCES[name] ?? [])
  const text = (isSecret: boolean): string =>
    sources
      .filter((each) => isSecret === (each.isSecret ?? false))
      .map((each) => each.text)
      .join('')
  const config = [
    `[profile a]\n${hasRole ? `role_arn = ${ROLE_PREFIX}a\n` : ''}${text(false)}`,
    `[profile after]\nrole_arn = ${ROLE_PREFIX}after\nsource_profile = a\n`,
    '[profile base]\naws_access_key_id = base\naws_secret_access_key = s\n',
    `[sso-session corp]\n${SESSION}`,
  ]
  return {
    config: config.join('').replaceAll('FOLDER', folder),
    credentials: text(true) === '' ? '' : `[a]\n${text(true)}`,
    profile: isSource ? 'after' : 'a',
  }
}

/**
 * What rolecall does differently although the two agree:
 *
 * - `source_profile` without a role means the credentials of that profile, as in aws-vault
 *   (docs/profiles.md §3).
 * - A `role_arn` without a source for it is always an error, also if half a key stands beside it.
 */
const OWN_RULES = [
  /^(half a key & )?source_profile( & sso_session alone)?\|.*\|base( > after)?$/,
  /^half a key & sso, \w+\|sso > after\|sso\|error$/,
]

test('which of two sources in a profile is used', async () => {
  const table: string[] = []
  const differences: string[] = []
  for (const situation of SITUATIONS) {
    table.push(`# ${situation.title}`)
    const cases = PAIRS.map((names) => caseOf(names, situation))
    const answers = byBotocore(cases)
    for (const [index, one] of cases.entries()) {
      const [botocore = '', sdk, own] = [answers[index], await bySdk(one), byRolecall(one)]
      const row = [PAIRS[index]?.join(' & '), botocore, sdk, own].join('|')
      table.push(row)
      const isAgreed = agree(botocore, sdk)
      const isOwnRule = OWN_RULES.some((rule) => rule.test(row))
      if (isAgreed && !agree(botocore, own) && !isOwnRule) differences.push(row)
    }
  }
  expect(differences).toEqual([])
  await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('source-pairs.txt')
})

/** The JavaScript SDK ends at a sign-in, before it assumes roles. */
function agree(one: string, other: string): boolean {
  return one === other || one.replace(/^(sso|login) > .*/, '$1') === other
}

function bySdk({ config, credentials, profile }: Case): Promise<string> {
  const [configFilepath, filepath] = [join(folder, 'config'), join(folder, 'credentials')]
  writeFileSync(configFilepath, config)
  writeFileSync(filepath, credentials)
  return bySdkProvider((assumers) =>
    fromIni({ profile, configFilepath, filepath, ignoreCache: true, ...assumers }),
  )
}

/** For a profile without credentials the two providers give up, and the chains go on elsewhere. */
function byRolecall(one: Case): string {
  return byPlan(
    () => plan({ ...one, env: ENV, from: '', what: '' }),
    ({ source, steps }) => source.kind === 'ec2-instance-metadata' && steps.length === 0,
  )
}
