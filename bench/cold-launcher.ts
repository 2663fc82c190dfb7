import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificate } from '../test/support/certificate.js'
import { startIdentityCenter } from '../test/support/identity-center/server.js'
import { writeJwt } from '../test/support/sts-server/jwt.js'
import { startTlsFront } from '../test/support/tls-front.js'
import { LAUNCHER, ROLE, roleProfile, startMachine, type Machine } from './machine.js'
import { peersHere } from './peers.js'
import { atOnce, inTurn, timed, type Command, type Turn } from './rounds.js'
import { compared, median, type Row } from './row.js'

const MEGABYTE = 1_000_000
const ACCOUNT = '222222222222'
/** A role that trusts the other. */
const AUDIT = 'arn:aws:iam::333333333333:role/audit'
const START_URL = 'https://corp.awsapps.com/start'
/** Of the AWS CLI's file of a sign-in: the SHA-1 of `corp`. */
const TOKEN = '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json'
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com`

/** Where the first credentials come from, and the keys of a profile that uses them. */
const KINDS: Readonly<Record<string, (name: string) => string>> = {
  "a file's key": (name) => assumes(name, 'base'),
  "a keychain's key": (name) => assumes(name, 'stored'),
  'a chain of two': (name) =>
    `${assumes(name, `${name}-parent`).replace(ROLE, AUDIT)}[profile ${name}-parent]\n${assumes(`${name}-parent`, 'base')}`,
  'web identity': (name) =>
    `role_arn = ${ROLE}\nrole_session_name = ${name}\nweb_identity_token_file = ~/token\n`,
  'an Identity Center role': (name) =>
    `sso_session = corp\nsso_account_id = ${ACCOUNT}\nsso_role_name = ${name}\nregion = eu-west-1\n`,
  credential_process: (name) => assumes(name, 'tool'),
}

const assumes = (name: string, source: string): string =>
  `role_arn = ${ROLE}\nrole_session_name = ${name}\nsource_profile = ${source}\nregion = eu-west-1\n`

/** Sessions that the launcher obtains, beside the program, a bare Node and other helpers. */
export async function measureColdLauncher(rounds: number): Promise<Row[]> {
  if (!existsSync(LAUNCHER)) {
    return [{ name: 'launcher, cold', unit: 'ms', note: 'not built; run: npm run launcher' }]
  }
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-bench-'))
  const tool = join(folder, 'tool.json')
  await using center = await startIdentityCenter({
    assignments: [{ accountId: ACCOUNT, accountName: 'dev', roles: names(rounds, CENTER) }],
  })
  await using machine = await startMachine({ config: profiles(rounds, tool) })
  const env = await prepare(machine, center, tool)
  const turns: Record<string, Turn> = { bare: () => machine.node('-e', '0') }
  for (const [at, kind] of Object.keys(KINDS).entries()) {
    turns[kind] = (round) => ({
      file: LAUNCHER,
      args: ['process', nameOf(at, 'launcher', round)],
      env,
    })
    turns[`${kind}, program`] = (round) => ({
      ...machine.rolecall('process', nameOf(at, 'program', round)),
      env,
    })
  }
  const ms = await inTurn(
    turns,
    rounds,
    forget(machine, env, Object.keys(KINDS).keys(), ['launcher', 'program']),
  )
  const bare = { name: 'node -e 0', samples: ms['bare'] ?? [] }
  const rows: Row[] = []
  for (const [at, kind] of Object.keys(KINDS).entries()) {
    const name = `launcher: cold, ${kind}`
    const samples = ms[kind] ?? []
    const program = { name: 'the program', samples: ms[`${kind}, program`] ?? [] }
    const limit = at < 2 ? { ratio: 0.8 } : undefined
    const note = await noteOf({ file: LAUNCHER, args: ['process', nameOf(at, 'tls', 0)], env })
    rows.push({ ...compared(name, samples, bare, limit), ...note })
    rows.push(compared(name, samples, program))
  }
  rows.push(await overTls(machine, env, folder, rounds))
  rows.push(await storm(machine, env, Math.max(3, Math.round(rounds / 3))))
  rows.push(...(await besideOthers(machine, env, rounds)))
  rows.push(await memory(env, rounds))
  await rm(folder, { recursive: true })
  return rows
}

/**
 * Removes the sessions of a round. gnome-keyring writes all its items for each new one, so that a
 * call would measure the rounds before it. A person has a dozen sessions, not hundreds.
 */
function forget(
  machine: Machine,
  env: Command['env'],
  kinds: Iterable<number>,
  owners: readonly string[],
): Turn {
  const all = [...kinds]
  return (round) => {
    const names = all.flatMap((kind) => owners.map((who) => nameOf(kind, who, round)))
    return { ...machine.rolecall('logout', ...names), env }
  }
}

const nameOf = (kind: number, who: string, round: number): string => `cold-${kind}-${who}-${round}`

/** The place of `an Identity Center role` among the kinds. */
const CENTER = Object.keys(KINDS).indexOf('an Identity Center role')

/** Profiles of a kind: each run has its own, so that it is a miss. */
const names = (rounds: number, kind: number): string[] =>
  ['launcher', 'program', 'tls', 'spare', 'memory'].flatMap((who) =>
    Array.from({ length: rounds + 1 }, (_, round) => nameOf(kind, who, round)),
  )

function profiles(rounds: number, tool: string): string {
  const roles = Object.values(KINDS).flatMap((keys, kind) =>
    names(rounds, kind).map((name) => `[profile ${name}]\n${keys(name)}\n`),
  )
  const storms = Array.from({ length: rounds + 1 }, (_, round) =>
    ['launcher', 'program'].map((who) =>
      roleProfile(`storm-${who}-${round}`, `role_session_name = ${who}-${round}\n`),
    ),
  )
  const sources = `[profile stored]
region = eu-west-1

[profile tool]
credential_process = cat ${tool}

[sso-session corp]
sso_start_url = ${START_URL}
sso_region = eu-west-1

`
  return [...roles, ...storms.flat(), sources].join('')
}

/** Puts a key, a token, a sign-in and a tool where the profiles expect them. */
async function prepare(
  machine: Machine,
  center: Awaited<ReturnType<typeof startIdentityCenter>>,
  tool: string,
): Promise<Record<string, string>> {
  const { sts, key, write } = machine
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one' }]
  const issuer = 'https://login.example.com'
  sts.model.oidcProviders.push({ arn: PROVIDER, issuer, audiences: ['aud'], keys })
  sts.model.roles.find(({ arn }) => arn === ROLE)?.trusts.push(PROVIDER)
  const exp = Math.floor(Date.now() / 1000) + 36_000
  const claims = { iss: issuer, sub: 'job', aud: 'aud', exp }
  await write('token', writeJwt(claims, 'RS256', pair.privateKey, 'one'))
  const output = { Version: 1, AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey }
  await writeFile(tool, JSON.stringify(output))
  const expiresAt = new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, '')
  const accessToken = center.signedIn('alice')
  const token = { startUrl: START_URL, region: 'eu-west-1', accessToken, expiresAt }
  await write(TOKEN, JSON.stringify(token))
  const stored = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
  const add = machine.rolecall('add', 'stored', '--from-env')
  await timed({ ...add, env: { ...add.env, ...stored } })
  return { ...machine.env, ...center.env }
}

/** Says if the launcher has left a session to the program, which the figures then describe. */
async function noteOf(command: Command): Promise<{ note?: string }> {
  const env = { ...command.env, ROLECALL_LAUNCHER_TRACE: '1' }
  const { stderr } = await timed({ ...command, env })
  return stderr.includes('launcher: answered') ? {} : { note: 'left to the program' }
}

/** Beside the same call without TLS. The server's certificate is in AWS_CA_BUNDLE. */
async function overTls(
  machine: Machine,
  env: Command['env'],
  folder: string,
  rounds: number,
): Promise<Row> {
  const certificate = makeCertificate(folder, 'localhost')
  await using front = await startTlsFront(Number(new URL(machine.sts.url).port), certificate)
  const tls = {
    AWS_CA_BUNDLE: certificate.path,
    AWS_ENDPOINT_URL_STS: `https://localhost:${front.port}`,
  }
  const call = (who: string, round: number, more = {}): Command => ({
    ...{ file: LAUNCHER, args: ['process', nameOf(0, who, round)] },
    env: { ...env, ...more },
  })
  const turns = {
    tls: (round) => call('tls', round, tls),
    plain: (round) => call('spare', round),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds, forget(machine, env, [0], ['tls', 'spare']))
  const plain = { name: 'without TLS', samples: ms.plain }
  return compared("launcher: cold, a file's key, TLS", ms.tls, plain)
}

/** Fifty processes that need the same session: the first obtains it for all. */
async function storm(machine: Machine, env: Command['env'], rounds: number): Promise<Row> {
  const samples = { launcher: [] as number[], program: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const args = (who: string): string[] => ['process', `storm-${who}-${round}`]
    samples.launcher.push(await atOnce({ file: LAUNCHER, args: args('launcher'), env }, 50))
    samples.program.push(await atOnce({ ...machine.rolecall(...args('program')), env }, 50))
  }
  const program = { name: 'the program', samples: samples.program }
  return compared('launcher: cold, 50 at once', samples.launcher, program, { ratio: 0.35 })
}

/** Allowed time of the launcher, as a share of a peer's, and how a peer gets a role anew. */
const PEERS = {
  granted: { ratio: 0.8, options: [] },
  'aws-vault': { ratio: 1.2, options: ['--no-session'] },
}

/** Other helpers, which keep nothing of such a call. */
async function besideOthers(machine: Machine, env: Command['env'], rounds: number): Promise<Row[]> {
  const name = "launcher: cold, a file's key"
  const { peers, missing } = peersHere()
  const rows: Row[] = missing.map((against) => ({
    name,
    unit: 'ms',
    against,
    note: 'not installed',
  }))
  for (const peer of peers) {
    const hit = peer.hit(machine)
    const { ratio, options } = PEERS[hit.file as keyof typeof PEERS]
    const args = [...hit.args.slice(0, -1), ...options]
    const turns = {
      ours: (round) => ({ file: LAUNCHER, args: ['process', nameOf(0, 'memory', round)], env }),
      theirs: (round) => ({ ...hit, args: [...args, nameOf(0, 'spare', round)] }),
    } satisfies Record<string, Turn>
    try {
      const ms = await inTurn(turns, rounds, forget(machine, env, [0], ['memory']))
      rows.push(compared(name, ms.ours, { name: hit.file, samples: ms.theirs }, { ratio }))
    } catch (error) {
      process.stderr.write(`${hit.file}: ${String(error)}\n`)
      rows.push({ name, unit: 'ms', against: hit.file, note: 'its call failed' })
    }
  }
  return rows
}

/** As `/usr/bin/time` reports it. */
async function memory(env: Command['env'], rounds: number): Promise<Row> {
  const name = 'launcher: peak memory, cold'
  if (!existsSync('/usr/bin/time')) return { name, unit: 'MB', note: 'time is not installed' }
  const samples: number[] = []
  for (let round = 0; round < rounds; round++) {
    const args = ['-f', 'peak %M', LAUNCHER, 'process', nameOf(1, 'memory', round)]
    const { stderr } = await timed({ file: '/usr/bin/time', args, env })
    samples.push((Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024) / MEGABYTE)
  }
  const value = median(samples)
  return { name, value, unit: 'MB', budget: '≤ 12 MB', isMet: value <= 12 }
}
