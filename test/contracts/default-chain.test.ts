import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startWebServer, type WebServer } from '../support/web-server.js'
import { byBotocore, byPlan, bySdkProvider, ROLE_PREFIX } from './chain-answers.js'
import { plan } from './conformance/planned.js'

/*
 * No profile is named: every kind of [default] in every kind of environment. Whose credentials do
 * botocore, the JavaScript SDK and rolecall use? default-chain.txt is the table. Where the two SDKs
 * agree, rolecall agrees with them; docs/profiles.md §1 has its order.
 */

let folder: string
let agent: WebServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-default-'))
  writeFileSync(join(folder, 'token'), 'header.payload.signature')
  writeFileSync(
    join(folder, 'tool'),
    `echo '{"Version":1,"AccessKeyId":"tool","SecretAccessKey":"s"}'`,
  )
  agent = await startWebServer((_, response) => {
    const keys = { AccessKeyId: 'EcsContainer', SecretAccessKey: 's', Token: 't' }
    const Expiration = `${new Date(Date.now() + 3600_000).toISOString().slice(0, 19)}Z`
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...keys, Expiration }))
  })
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const ROLE = `role_arn = ${ROLE_PREFIX}own\n`
const KEYS = 'aws_access_key_id = keys\naws_secret_access_key = s\n'
const TOKEN = 'web_identity_token_file = FOLDER/token\n'

/** What [default] may contain. */
const DEFAULTS: Record<string, string> = {
  'settings only': 'region = eu-west-1\n',
  keys: KEYS,
  'half a key': 'aws_access_key_id = keys\n',
  credential_process: 'credential_process = sh FOLDER/tool\n',
  'Identity Center':
    'sso_account_id = 222222222222\nsso_role_name = r\nsso_region = us-west-2\nsso_start_url = https://x/start\n',
  login_session: 'login_session = arn:aws:iam::222222222222:user/x\n',
  'a token file': TOKEN,
  'credential_source without a role': 'credential_source = EcsContainer\n',
  'a role and keys': `${ROLE}${KEYS}`,
  'a role and nothing': ROLE,
  'a role, a token file': `${ROLE}${TOKEN}`,
  'a role, source_profile': `${ROLE}source_profile = base\n`,
  'a role, source_profile, a token file': `${ROLE}source_profile = base\n${TOKEN}`,
  'a role, Environment': `${ROLE}credential_source = Environment\n`,
  'a role, EcsContainer': `${ROLE}credential_source = EcsContainer\n`,
  'a role, a source that is not there': `${ROLE}source_profile = nowhere\n`,
  'a role, itself': `${ROLE}source_profile = default\n`,
}

const ENV_KEYS = { AWS_ACCESS_KEY_ID: 'Environment', AWS_SECRET_ACCESS_KEY: 's' }
const POD = { AWS_ROLE_ARN: `${ROLE_PREFIX}pod`, AWS_WEB_IDENTITY_TOKEN_FILE: 'FOLDER/token' }
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'AGENT/' }
const VARIABLES = Object.keys({ ...ENV_KEYS, ...POD, ...CONTAINER })

const ENVIRONMENTS: Record<string, Record<string, string>> = {
  nothing: {},
  keys: ENV_KEYS,
  'web identity': POD,
  container: CONTAINER,
  'web identity, container': { ...POD, ...CONTAINER },
  'keys, web identity': { ...ENV_KEYS, ...POD },
  'half a key': { AWS_ACCESS_KEY_ID: 'Environment' },
  'half a key, web identity': { AWS_ACCESS_KEY_ID: 'Environment', ...POD },
  'a token file alone': { AWS_WEB_IDENTITY_TOKEN_FILE: 'FOLDER/token' },
  'a role alone': { AWS_ROLE_ARN: `${ROLE_PREFIX}pod` },
}

interface Case {
  config: string
  credentials: string
  env: Record<string, string>
}

function caseOf(text: string | undefined, env: Record<string, string>): Case {
  const fill = (value: string): string =>
    value.replaceAll('FOLDER', folder).replaceAll('AGENT', agent.url)
  const own = text === undefined ? '' : `[default]\n${text}`
  return {
    config: fill(`${own}[profile base]\naws_access_key_id = base\naws_secret_access_key = s\n`),
    credentials: '',
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
  }
}

test('whose credentials are used if no profile is named', async () => {
  const rows = [['nothing', undefined] as const, ...Object.entries(DEFAULTS)].flatMap(
    ([ofDefault, text]) =>
      Object.entries(ENVIRONMENTS).map(([around, env]) => ({
        title: `${ofDefault} | ${around}`,
        one: caseOf(text, env),
      })),
  )
  const answers = byBotocore(rows.map(({ one }) => one))
  const table: string[] = ['[default] | environment | botocore | JavaScript | rolecall']
  const differences: string[] = []
  for (const [index, { title, one }] of rows.entries()) {
    const [botocore, sdk, own] = [answers[index], await bySdk(one), byRolecall(one)]
    const row = [title, botocore, sdk, own].join(' | ')
    table.push(row)
    if (botocore === sdk && own !== sdk) differences.push(row)
  }
  expect(differences).toEqual([])
  await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('default-chain.txt')
})

async function bySdk({ config, credentials, env }: Case): Promise<string> {
  const files = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
  writeFileSync(files.AWS_CONFIG_FILE, config)
  writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, credentials)
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
  const own = { ...env, ...files, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' }
  for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value)
  return bySdkProvider((assumers) => fromNodeProviderChain({ ignoreCache: true, ...assumers }))
}

function byRolecall({ config, credentials, env }: Case): string {
  const own = { ...env, AWS_EC2_METADATA_DISABLED: 'true' }
  return byPlan(() => plan({ config, credentials, env: own, from: '', what: '' }))
}
