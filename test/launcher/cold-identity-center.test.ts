import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startIdentityCenter, type IdentityCenter } from '../support/identity-center/server.js'
import { signInWith, startBrowserScene } from '../support/identity-center/sign-in.js'
import { PROGRAM } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'
import { FAULTS, SLOW, UNREADABLE, type Fault } from './json-faults.js'
import {
  ANSWERED,
  comparable,
  filesIn,
  outcome,
  settled,
  TRACE,
  type Outcome,
  tracesOf,
} from './outcome.js'
import { startPortalFront } from './portal-front.js'
import { askedOnce } from './recorded-request.js'

/*
 * Roles of IAM Identity Center that the launcher obtains itself. It is compared with the program,
 * in front of a portal that fails as planned.
 */

const CASES = Number(process.env['COLD_CASES'] ?? 30)
/** Those that take ten seconds need COLD_SLOW=1. */
const faults = process.env['COLD_SLOW'] ? [...FAULTS, ...SLOW] : FAULTS
/** The short run has the same cases each time. */
const SEED = Number(process.env['COLD_SEED'] ?? 28)

const START = 'https://corp.awsapps.com/start'
const SLASH = `${START}/`
const role = (name: string, keys: string): string =>
  `[profile ${name}]\nsso_account_id = 222222222222\nsso_role_name = dev\nregion = eu-west-1\n${keys}\n`
const session = (name: string): string =>
  `[sso-session ${name}]\nsso_start_url = ${START}\nsso_region = eu-west-1\n\n`
const CONFIG = [
  ...['corp', 'own', 'old', 'ageing', 'elsewhere'].map(session),
  ...['corp', 'own', 'old', 'ageing', 'elsewhere'].map((id) => role(id, `sso_session = ${id}\n`)),
  role('slash', `sso_start_url = ${SLASH}\nsso_region = eu-west-1\n`),
  role('missing', `sso_start_url = ${START}?x\nsso_region = eu-west-1\n`),
  role('odd', 'sso_session = corp\n').replace('= dev', "= d'v"),
  ...['corp', 'old'].map(
    (id) =>
      `[profile from-${id}]\nrole_arn = arn:aws:iam::222222222222:role/dev\nrole_session_name = me\nsource_profile = ${id}\nregion = eu-west-1\n\n`,
  ),
].join('')

/** Those whose sign-in is good, and those whose is not. */
const GOOD = ['corp', 'own', 'slash', 'from-corp']
const OTHERS = ['old', 'ageing', 'elsewhere', 'missing', 'from-old']

const COMMANDS = [['process'], ['env'], ['env', '--format', 'json'], ['whoami', '--json'], ['use']]
COMMANDS.push(['exec', '--', 'printenv', 'AWS_ACCESS_KEY_ID', 'AWS_REGION'])
const OPTIONS = [['--refresh'], ['--no-cache'], ['--min-ttl', '20m'], ['--region=eu-central-1']]
OPTIONS.push(['--no-input'], ['--store', 'none'], ['--duration', '20m'])

const lineOf = (
  [name = '', ...rest]: string[],
  profile: string,
  options: readonly string[] = [],
) => [...[name, profile, ...options], ...rest]

describe.skipIf(!launcherAvailable)(`roles of Identity Center ${launcherReason}`, () => {
  let launcher: string
  let center: IdentityCenter
  let front: Awaited<ReturnType<typeof startPortalFront>>
  let scene: Scene
  let env: Record<string, string>
  const saved = mkdtempSync(join(tmpdir(), 'rolecall-cold-'))

  const signIn = (id: string, more: object = {}): Promise<string> => {
    const expiresAt = new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, '')
    const token = { startUrl: START, region: 'eu-west-1', accessToken: center.signedIn('alice') }
    const file = `${createHash('sha1').update(id).digest('hex')}.json`
    const text = JSON.stringify({ ...token, expiresAt, ...more })
    return scene.home.write(join('.aws/sso/cache', file), text)
  }

  beforeAll(async () => {
    launcher = buildLauncher()
    const issue = () => ({
      ...{ accessKeyId: 'ASIA222222222222EFGH', secretAccessKey: 's/ecret', sessionToken: 'tok' },
      expiration: 4_070_908_800_000,
    })
    center = await startIdentityCenter({ issue })
    center.behaviour.rate = 1000
    front = await startPortalFront(center.url)
    scene = await startBrowserScene(CONFIG)
    const own = await signInWith(['login', 'own'], scene, { ...scene.env, ...center.env })
    expect(own.code).toBe(0)
    await signIn('corp')
    await signIn(SLASH, { startUrl: SLASH })
    await signIn('old', { expiresAt: '2024-01-01T00:00:00Z' })
    await signIn('elsewhere', { region: 'us-east-1' })
    const soon = new Date(Date.now() + 240_000).toISOString()
    const renewable = { clientId: 'c', clientSecret: 's', refreshToken: 'r' }
    const registered = { registrationExpiresAt: '2099-01-01T00:00:00Z' }
    await signIn('ageing', { ...renewable, ...registered, expiresAt: soon })
    env = {
      ...scene.env,
      ...{ AWS_ENDPOINT_URL_SSO: front.url, AWS_ENDPOINT_URL_STS: front.url },
      ...{ AWS_ENDPOINT_URL_SSO_OIDC: front.url, ROLECALL_SHELL: 'bash' },
    }
    cpSync(scene.home.path, saved, { recursive: true, verbatimSymlinks: true })
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await front[Symbol.asyncDispose]()
    await center[Symbol.asyncDispose]()
    await scene[Symbol.asyncDispose]()
    rmSync(saved, { recursive: true })
  })

  const both = async (args: readonly string[], plan: readonly Fault[] = [], more: object = {}) => {
    const runOne = async (file: string, words: readonly string[]): Promise<Outcome> => {
      const folders = ['.local', '.aws'].map((name) => join(scene.home.path, name))
      for (const folder of folders) {
        rmSync(folder, { recursive: true, force: true })
        cpSync(join(saved, folder.slice(scene.home.path.length)), folder, { recursive: true })
      }
      front.follow(plan)
      const result = await outcome(file, words, { ...env, ...more, ...TRACE })
      const files = Object.fromEntries(
        folders
          .flatMap((folder) => Object.entries(filesIn(folder)))
          // Their texts are times.
          .map(([name, text]) => [name, name.includes('/paces/') ? '' : text]),
      ) as Record<string, string>
      return { ...result, requests: [...front.state.requests], files }
    }
    const ours = await runOne(launcher, args)
    const traces = tracesOf(ours.stderr)
    const theirs = await runOne(process.execPath, [PROGRAM, ...args])
    const sameRequests = (one: Outcome): Outcome => ({
      ...comparable(one),
      requests: askedOnce(one.requests, front.state.lasting !== ''),
    })
    return { ours: sameRequests(ours), theirs: sameRequests(theirs), traces }
  }

  test(
    `are the program's in ${CASES} cases (COLD_SEED=${SEED})`,
    async () => {
      let obtained = 0
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...COMMANDS),
          fc.constantFrom(...GOOD, ...GOOD, ...OTHERS),
          fc.oneof(fc.constant([]), fc.constantFrom(...OPTIONS)),
          fc.array(fc.constantFrom(...faults), { maxLength: 2 }),
          async (command, profile, options, plan) => {
            const args = lineOf(command, profile, options)
            const { ours, theirs, traces } = await settled(() => both(args, plan))
            expect(ours).toEqual(theirs)
            expect(traces).not.toContain('fault')
            if (ANSWERED.test(traces)) obtained += 1
          },
        ),
        { numRuns: CASES, seed: SEED, endOnFailure: true },
      )
      expect(obtained).toBeGreaterThan(CASES / 3)
    },
    60_000 + CASES * 8000,
  )

  test.each(Object.entries(UNREADABLE))(
    'after a first response, one with the fault "%s" has the words of the parser in Node',
    async (fault, words) => {
      const plan = ['busy', fault as keyof typeof UNREADABLE] as const
      const { ours, theirs } = await both(['env', 'slash', '--format', 'json'], plan)
      expect(ours).toEqual(theirs)
      expect(ours.stderr).toContain(`Parse Error: ${words}\n`)
    },
  )

  test.each(['switched', 'other status'] as const)(
    'a response with the fault "%s" ends the command, which has not run',
    async (fault) => {
      const { ours, theirs } = await both(['exec', 'slash', '--', 'echo', 'ran'], [fault])
      expect(ours).toEqual(theirs)
      expect(ours).toMatchObject({ status: 1, stdout: '' })
      expect(ours.stderr).toMatch(/: the response has the status (101|600)\n/)
    },
  )

  test('it leaves none of the plain ones to the program', async () => {
    const lists = [
      ...GOOD.map((profile) => ['process', profile]),
      ...COMMANDS.map((command) => lineOf(command, 'corp')),
    ]
    const left: unknown[] = []
    for (const args of lists) {
      const { ours, theirs, traces } = await both(args)
      expect(ours).toEqual(theirs)
      expect(ours.status).toBe(0)
      if (!ANSWERED.test(traces)) left.push([args, traces])
    }
    expect(left).toEqual([])
  }, 60_000)

  test.each(OTHERS)(
    '%s: without a good sign-in, the program runs before any request',
    async (profile) => {
      const { ours, theirs, traces } = await both(['process', profile])
      expect(ours).toEqual(theirs)
      expect(traces).toMatch(/a sign-in is needed|unusual/)
    },
    20_000,
  )

  test('a response that drips takes too long for both', async () => {
    const { ours, theirs, traces } = await both(['process', 'corp'], ['drip'])
    expect(ours).toEqual(theirs)
    expect(ours.stderr).toContain('it took too long')
    expect(traces).toMatch(ANSWERED)
  }, 60_000)

  test.each(['500', 'busy'] as const)(
    'a portal that fails each time, with "%s", is reported',
    async (fault) => {
      const plan = Array.from({ length: 9 }, () => fault)
      const { ours, theirs, traces } = await both(['process', 'corp'], plan)
      expect(ours).toEqual(theirs)
      expect(ours.stderr).toMatch(/^rolecall: .+\n/)
      expect(traces).toMatch(ANSWERED)
    },
    60_000,
  )

  test.each([[['refused']], [['busy', 'refused']], [['500', 'busy', 'refused']]] as const)(
    'a sign-in that the portal refuses is left to the program: %j',
    async (plan) => {
      const { ours, theirs, traces } = await both(['process', 'corp'], plan)
      expect(ours).toEqual(theirs)
      expect(ours.stderr).toContain('needs a sign-in')
      expect(traces).toContain('a sign-in is needed')
    },
    20_000,
  )
})
