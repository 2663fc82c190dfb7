import { chmod, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sha1 } from '../../../src/core/digest/sha1.js'
import { tryLock, type Lock } from '../../../src/system/files/lock.js'
import type { TempHome } from '../../support/home.js'
import { runCommand } from '../../support/run.js'
import { canPlayAttacker, giveToAttacker } from '../../support/second-user.js'
import { startDateServer, type DateServer } from './date-server.js'
import { doctorHome, HEALTHY, type DoctorHome } from './home.js'

let sts: DateServer
beforeAll(async () => {
  sts = await startDateServer(0)
})
afterAll(() => sts[Symbol.asyncDispose]())

/** A home with one fault. */
interface Broken {
  /** Appended to the healthy config, or a change of it. */
  config?: string | ((healthy: string) => string)
  credentials?: string
  env?: Record<string, string>
  /** What else breaks it. */
  arrange?: (home: DoctorHome) => Promise<Record<string, string> | undefined>
  /** The check that finds it, and what it says. */
  check: string
  severity: 'error' | 'warning' | 'note'
  says: RegExp
  /** What the hint says. */
  hints?: RegExp
  /** False if the command opens an editor, or asks. By default it mends the fault. */
  cures?: false
}

const ROLE = 'arn:aws:iam::222222222222:role/dev'
const KEY = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`

const IN_DEFAULT = '[default]\nmfa_serial = arn:aws:iam::111111111111:mfa/alice\n'

/** Nothing more for the environment, once the work is done. */
const after = (work: Promise<unknown>): Promise<undefined> => work.then(() => undefined)

/** An executable in a folder of its own, first in PATH. */
async function onPath({ home, env }: DoctorHome, script: string): Promise<Record<string, string>> {
  const file = await home.write('other/rolecall', script)
  await chmod(file, 0o755)
  return { PATH: `${join(home.path, 'other')}:${env['PATH']}` }
}

const STATE = '.local/state/rolecall'

/** Writes a file as rolecall does. */
async function writeOwn(home: TempHome, name: string, text: string): Promise<undefined> {
  const path = await home.write(join(STATE, name), text)
  await chmod(path, 0o600)
  await chmod(dirname(path), 0o700)
  return undefined
}

let held: Lock | undefined
afterEach(() => held?.release())

const BROKEN: Record<string, Broken> = {
  'a header without its bracket': {
    config: `\n[profile x\nrole_arn = ${ROLE}\nsource_profile = base\n`,
    ...{
      check: 'syntax',
      severity: 'error',
      says: /config:25: \[profile x is not a section header/,
    },
    cures: false,
  },
  'a name with a blank and without quotes': {
    config: `\n[profile a b]\nregion = eu-west-1\n`,
    ...{
      check: 'syntax',
      severity: 'error',
      says: /config:25: \[profile a b\] is not a section header/,
    },
    cures: false,
  },
  'a profile without the word profile': {
    config: `\n[x]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
    ...{ check: 'syntax', severity: 'error', says: /config:25: \[x\] is not the header/ },
    cures: false,
  },
  'a misspelt word in a header': {
    config: '\n[profle x]\nregion = eu-west-1\n',
    ...{ check: 'syntax', severity: 'error', says: /\[profle x\] is not the header/ },
    hints: /write \[profile x\]/,
    cures: false,
  },
  'a line without =': {
    config: '\n[profile x]\nregion = eu-west-1\noutput json\n',
    ...{ check: 'syntax', severity: 'error', says: /config:27: this line has no =/ },
    cures: false,
  },
  'a section twice': {
    config: `\n[profile dev]\nexternal_id = 1234\n`,
    ...{ check: 'syntax', severity: 'error', says: /config:25: the section dev .*line 15/ },
    cures: false,
  },
  'blanks in the brackets': {
    config: (healthy) => healthy.replace('[default]', '[ default ]'),
    ...{ check: 'syntax', severity: 'warning', says: /config:2: botocore .* \[ default \]/ },
    cures: false,
  },
  'a misspelt key': {
    config: '\n[profile x]\nregion = eu-west-1\nrole_anr = x\n',
    ...{ check: 'keys', severity: 'warning', says: /role_anr of profile x: did you mean role_arn/ },
    cures: false,
  },
  'a key that nobody knows': {
    config: '\n[profile x]\nregion = eu-west-1\nfrobnicate = 1\n',
    ...{ check: 'keys', severity: 'note', says: /nothing reads frobnicate of profile x/ },
    cures: false,
  },
  'a source profile that does not exist': {
    config: (healthy) => healthy.replace('source_profile = base', 'source_profile = bsae'),
    ...{ check: 'profiles', severity: 'error', says: /no profile bsae .*another profile cannot/ },
  },
  'a loop of source profiles': {
    config: (healthy) => healthy.replace('source_profile = base', 'source_profile = audit'),
    ...{ check: 'profiles', severity: 'error', says: /dev -> audit -> dev/ },
    cures: false,
  },
  'a section of Identity Center that does not exist': {
    config: '\n[profile x]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = r\n',
    ...{ check: 'profiles', severity: 'error', says: /\[sso-session corp\], which does not exist/ },
    cures: false,
  },
  'two sources for one role': {
    config: `\n[profile x]\nrole_arn = ${ROLE}\nsource_profile = base\ncredential_source = Environment\n`,
    ...{ check: 'profiles', severity: 'error', says: /has source_profile and credential_source/ },
    cures: false,
  },
  'half an access key': {
    config: '\n[profile x]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
    ...{ check: 'profiles', severity: 'error', says: /x has no aws_secret_access_key/ },
    cures: false,
  },
  'a region that does not exist': {
    config: '\n[profile x]\nregion = us-esat-1\n',
    ...{ check: 'regions', severity: 'warning', says: /us-esat-1.*did you mean us-east-1/ },
  },
  'an old key': {
    config: '\n[profile x]\nregion = eu-west-1\nsts_regional_endpoints = legacy\n',
    ...{ check: 'deprecated', severity: 'note', says: /legacy of profile x has no effect/ },
    cures: false,
  },
  'a token file that is gone': {
    config: `\n[profile x]\nrole_arn = ${ROLE}\nweb_identity_token_file = /nowhere/token\n`,
    ...{ check: 'obstacles', severity: 'error', says: /\/nowhere\/token/ },
    cures: false,
  },
  'the program of another tool that is gone': {
    config: '\n[profile x]\ncredential_process = /opt/tool/print-key\n',
    ...{ check: 'obstacles', severity: 'error', says: /does not exist: \/opt\/tool\/print-key/ },
    cures: false,
  },
  'an adopted line whose program is gone': {
    config: `\n[profile x]\ncredential_process = /opt/gone/rolecall process --profile x\nrolecall_role_arn = ${ROLE}\nrolecall_source_profile = base\n`,
    ...{ check: 'adopted', severity: 'error', says: /runs \/opt\/gone\/rolecall, which is gone/ },
  },
  'an expired sign-in': {
    config:
      '\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\n[profile x]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = r\n',
    async arrange({ home }) {
      const token = {
        accessToken: 'secret',
        expiresAt: '2020-01-01T00:00:00Z',
        region: 'eu-west-1',
      }
      await home.write(`.aws/sso/cache/${sha1('corp')}.json`, JSON.stringify(token))
      return undefined
    },
    ...{ check: 'identity-center', severity: 'warning', says: /for corp has expired/ },
    cures: false,
  },
  'an access key in plaintext': {
    credentials: `[x]\n${KEY}`,
    async arrange({ home }) {
      const old = new Date(Date.now() - 400 * 86_400_000)
      await utimes(join(home.path, '.aws/credentials'), old, old)
      return undefined
    },
    ...{
      check: 'plaintext-keys',
      severity: 'warning',
      says: /of profile x .*for 400 days or more/,
    },
    cures: false,
  },
  'a forgotten copy of the credentials file': {
    arrange: ({ home }) => after(home.write('.aws/credentials.bak', `[x]\n${KEY}`)),
    ...{ check: 'copies', severity: 'warning', says: /credentials\.bak contains an access key/ },
    cures: false,
  },
  'a config file that others can write': {
    arrange: ({ home }) => after(chmod(join(home.path, '.aws/config'), 0o666)),
    ...{ check: 'permissions', severity: 'error', says: /config can be written by other users/ },
  },
  'a folder that others can write': {
    arrange: ({ home }) => after(chmod(join(home.path, '.aws'), 0o777)),
    ...{ check: 'permissions', severity: 'error', says: /folder .*\.aws can be written by other/ },
  },
  'a config file in UTF-16': {
    arrange: ({ home }) =>
      after(home.write('.aws/config', Buffer.from(`\uFEFF${HEALTHY}`, 'utf16le'))),
    ...{ check: 'files', severity: 'error', says: /config is in UTF-16/ },
  },
  'a setting that does not exist': {
    arrange: async ({ home }) =>
      void (await home.write('.config/rolecall/settings.ini', 'stor = file\n')),
    ...{ check: 'settings', severity: 'warning', says: /settings\.ini:1: stor is not a setting/ },
    cures: false,
  },
  'a key file that is gone': {
    env: { ROLECALL_KEY_FILE: '/nowhere/key', ROLECALL_STORE: 'file' },
    ...{ check: 'stores', severity: 'error', says: /key file \/nowhere\/key cannot be read/ },
    cures: false,
  },
  'credentials in the environment beside AWS_PROFILE': {
    env: {
      AWS_PROFILE: 'dev',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 's',
    },
    ...{ check: 'variables', severity: 'warning', says: /AWS_ACCESS_KEY_ID overrides AWS_PROFILE/ },
  },
  'two regions in the environment': {
    env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' },
    ...{
      check: 'variables',
      severity: 'warning',
      says: /AWS_REGION and AWS_DEFAULT_REGION differ/,
    },
  },
  "aws-vault's own variable": {
    env: { AWS_ASSUME_ROLE_TTL: '1h' },
    ...{ check: 'variables', severity: 'note', says: /AWS_ASSUME_ROLE_TTL is set/ },
  },
  'AWS_PROFILE that names no profile': {
    env: { AWS_PROFILE: 'dve' },
    ...{ check: 'named-profile', severity: 'error', says: /names profile dve/ },
  },
  'a code that nobody can be asked for': {
    config: (healthy) =>
      healthy
        .replace(
          'source_profile = base',
          'source_profile = base\nmfa_serial = arn:aws:iam::111111111111:mfa/alice',
        )
        .replace(/\[profile audit\][^]*/, ''),
    ...{ check: 'prompts', severity: 'note', says: /profile dev needs an MFA code/ },
    cures: false,
  },
  'an MFA device in [default] that no profile inherits': {
    config: (healthy) => healthy.replace('[default]\n', IN_DEFAULT),
    ...{ check: 'mfa', severity: 'note', says: /mfa_serial of \[default\] is not used/ },
    cures: false,
  },
  // It is used, so that there is nothing to find but what a code needs.
  'an MFA device in [default] that a profile includes': {
    config: (healthy) =>
      healthy
        .replace('[default]\n', IN_DEFAULT)
        .replace('source_profile = base', 'source_profile = base\ninclude_profile = default')
        .replace(/\[profile audit\][^]*/, ''),
    ...{ check: 'prompts', severity: 'note', says: /profile dev needs an MFA code/ },
    cures: false,
  },
  'a program for codes that is not installed': {
    config:
      '\n[profile x]\nsource_profile = base\nmfa_serial = arn:aws:iam::111111111111:mfa/alice\nrolecall_mfa = bitwarden:aws\n' +
      `role_arn = ${ROLE}\n`,
    ...{ check: 'mfa', severity: 'error', says: /rolecall_mfa of profile x runs bw, which is not/ },
    cures: false,
  },
  'another rolecall in PATH': {
    arrange: (home) => onPath(home, '#!/bin/sh\necho 0.0.9\n'),
    ...{ check: 'path', severity: 'warning', says: /version 0\.0\.9, .*shells start that one/ },
    cures: false,
  },
  'a launcher without its program': {
    arrange: (home) => onPath(home, '#!/bin/sh\necho "rolecall: no program" >&2\nexit 1\n'),
    ...{ check: 'path', severity: 'error', says: /other\/rolecall does not find rolecall/ },
    cures: false,
  },
  'a CA bundle that is gone': {
    env: { AWS_CA_BUNDLE: '/nowhere/ca.pem' },
    ...{ check: 'ca-bundles', severity: 'error', says: /AWS_CA_BUNDLE: cannot read \/nowhere/ },
  },
  'a CA bundle that is not PEM': {
    config: '\n[profile x]\nregion = eu-west-1\nca_bundle = /etc/hostname\n',
    ...{ check: 'ca-bundles', severity: 'error', says: /\/etc\/hostname contains no certificate/ },
  },
  'a proxy that is no URL': {
    env: { HTTPS_PROXY: 'socks5://proxy.corp:1080', ALL_PROXY: 'socks5://proxy.corp:1080' },
    ...{ check: 'proxies', severity: 'error', says: /proxy's address is not an http or https URL/ },
  },
  'an STS that cannot be reached': {
    env: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' },
    ...{ check: 'clock', severity: 'warning', says: /STS could not be reached/ },
    cures: false,
  },
  'the lock of a process that was killed': {
    async arrange({ home }) {
      const lock = '.local/state/rolecall/locks/edit-1.lock'
      await home.write(lock, JSON.stringify({ pid: 4_194_999, name: 'terraform' }))
      return undefined
    },
    ...{ check: 'locks', severity: 'note', says: /names process 4194999, which was killed/ },
  },
  'the lock of a process that was killed, whose ID another one has': {
    arrange: ({ home }) =>
      after(
        home.write(`${STATE}/locks/edit-1.lock`, JSON.stringify({ pid: process.pid, name: 'x' })),
      ),
    ...{ check: 'locks', severity: 'note', says: /which was killed; the lock itself is free/ },
  },
  'a lock that a process holds for hours': {
    async arrange({ home }) {
      const path = await home.write(`${STATE}/locks/edit-1.lock`, '')
      await chmod(path, 0o600)
      held = tryLock(path, 'terraform')
      await utimes(path, new Date(0), new Date(Date.now() - 2 * 3600_000))
      return undefined
    },
    ...{ check: 'locks', severity: 'warning', says: /^terraform .*has held a lock for 2 h/ },
    cures: false,
  },
  'a rotation that was interrupted': {
    async arrange({ home }) {
      const rotation = {
        ...{ store: 'none', profile: 'base', replaces: 'AKIAIOSFODNN7EXAMPLE', known: [] },
        began: '2026-11-28T10:00:00Z',
      }
      await writeOwn(home, `rotations/${'a'.repeat(64)}.json`, JSON.stringify(rotation))
      return undefined
    },
    ...{ check: 'rotations', severity: 'warning', says: /rotation of the key of base was interr/ },
    cures: false,
  },
  'an adopted profile that was renamed': {
    config: `\n[profile new]\ncredential_process = rolecall process --profile old\nrolecall_role_arn = ${ROLE}\nrolecall_source_profile = base\n`,
    ...{ check: 'adopted-name', severity: 'error', says: /of profile new runs rolecall for old/ },
    cures: false,
  },
  'an adopted profile that was copied': {
    config: `\n[profile new]\ncredential_process = rolecall process --profile dev\nrolecall_role_arn = ${ROLE}2\nrolecall_source_profile = base\n`,
    ...{
      check: 'adopted-name',
      severity: 'error',
      says: /runs rolecall for dev, so that SDKs get/,
    },
    cures: false,
  },
  'an adopted line to a starter whose rolecall is gone': {
    async arrange({ home }) {
      const path = await home.write('.local/share/rolecall/rolecall', '#!/bin/sh\nexit 127\n')
      await chmod(path, 0o755)
      const adopted = `\n[profile x]\ncredential_process = ${path} process --profile x\nrolecall_role_arn = ${ROLE}\nrolecall_source_profile = base\n`
      await home.write('.aws/config', HEALTHY + adopted)
      return undefined
    },
    ...{ check: 'adopted', severity: 'error', says: /runs rolecall where it was installed before/ },
  },
  'a history with a line that was cut': {
    arrange: ({ home }) =>
      writeOwn(home, 'history/2026-11-28-01.jsonl', '{"at":"2026-11-28T10:00:00Z","id":"01'),
    ...{ check: 'history', severity: 'note', says: /has 1 damaged line, from 2026-11-28-01/ },
    cures: false,
  },
  'a file of the history that is too large': {
    arrange: ({ home }) =>
      writeOwn(home, 'history/2026-11-28-01.jsonl', '\n'.repeat(5 * 1024 ** 2)),
    ...{ check: 'history', severity: 'warning', says: /2026-11-28-01\.jsonl is not a file of the/ },
  },
  'a history that others can write': {
    async arrange({ home }) {
      await writeOwn(home, 'history/2026-11-28-01.jsonl', '')
      await chmod(join(home.path, STATE, 'history/2026-11-28-01.jsonl'), 0o666)
      return undefined
    },
    ...{ check: 'permissions', severity: 'error', says: /01\.jsonl can be written by other users/ },
  },
  'the damaged record of a revocation': {
    arrange: ({ home }) => writeOwn(home, `revocations/${'a'.repeat(64)}.json`, '{"role":'),
    ...{ check: 'index', severity: 'warning', says: /damaged record of a revocation/ },
  },
  'a damaged entry of a key': {
    arrange: ({ home }) => writeOwn(home, `keys/${'a'.repeat(64)}.json`, '{}'),
    ...{ check: 'index', severity: 'error', says: /does not find the key in its store/ },
  },
  ...(canPlayAttacker
    ? {
        'a config file of another user': {
          async arrange({ home }) {
            giveToAttacker(join(home.path, '.aws/config'))
            return Promise.resolve(undefined)
          },
          ...{ check: 'permissions', severity: 'error', says: /config belongs to another user/ },
          cures: false,
        },
        'sessions of another user': {
          async arrange({ home }) {
            const names = ['a', 'b'].map((name) => `sessions/${name.repeat(64)}.json`)
            for (const name of names) {
              await writeOwn(home, name, '{}')
              giveToAttacker(join(home.path, STATE, name))
            }
            return undefined
          },
          ...{ check: 'permissions', severity: 'error', says: /and 1 more of rolecall's files/ },
          cures: false,
        },
      }
    : {}),
  'an edit that was interrupted': {
    arrange: ({ home }) => after(home.write('.aws/config.rolecall-new', '[profile')),
    ...{
      check: 'edits',
      severity: 'warning',
      says: /config\.rolecall-new is left over from an interrupted edit/,
    },
    cures: false,
  },
}

test.each(Object.entries(BROKEN))('%s', async (_what, broken) => {
  const { config = '', check, severity, says, hints = /./, cures } = broken
  const text = typeof config === 'string' ? HEALTHY + config : config(HEALTHY)
  await using scene = await doctorHome(sts.url, text, broken.credentials)
  const env = { ...broken.env, ...(await broken.arrange?.(scene)) }
  const found = await scene.examine([], env)
  expect(found.map((each) => [each.check, each.severity, each.message])).toEqual([
    [check, severity, expect.stringMatching(says)],
  ])
  expect(scene.status()).toBe(severity === 'note' ? 0 : 1)
  const [{ command = '', hint = '' } = {}] = found
  expect(hint).toMatch(hints)
  const at = { env: { ...scene.env, ...env }, cwd: scene.home.path }
  expect(await runCommand('bash', ['-n', '-c', command], at)).toMatchObject({ code: 0, stderr: '' })
  if (cures === false) return
  const script = `{ ${command}\n} >/dev/null && rolecall doctor --json`
  const after = await runCommand('bash', ['-c', script], at)
  expect({ ...after, stderr: after.stderr.replace(/^rolecall: .*\n/gm, '') }).toMatchObject({
    code: 0,
    stdout: '{"findings":[]}\n',
  })
})
