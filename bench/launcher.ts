import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from '../test/support/commands.js'
import { roleProfile, script, startMachine, type Machine } from './machine.js'
import { atOnce, inTurn, timed, type Command, type Turn } from './rounds.js'
import { compared, median, type Row } from './row.js'

/** What `npm run launcher` has built. */
export const LAUNCHER = fileURLToPath(new URL('../launcher/build/rolecall', import.meta.url))
const MEGABYTE = 1_000_000

/** The launcher, beside Node and other programs. */
export async function measureLauncher(rounds: number): Promise<Row[]> {
  if (!existsSync(LAUNCHER)) {
    return [{ name: 'launcher', unit: 'ms', note: 'not built; run: npm run launcher' }]
  }
  await using machine = await startMachine({ config: missProfiles(rounds) })
  await using files = await startMachine({})
  await using many = await startMachine({ profiles: 10_000 })
  const by = ({ env }: Machine, ...args: string[]): Command => ({ file: LAUNCHER, args, env })
  const turns = {
    bare: () => machine.node('-e', '0'),
    nothing: () => ({ file: '/bin/true', args: [], env: machine.env }),
    hit: () => by(machine, 'process', 'dev'),
    env: () => by(machine, 'env', 'dev', '--format', 'env'),
    exec: () => by(machine, 'exec', 'dev', '--', 'true'),
    use: () => inShell(by(machine, 'use', 'dev')),
    file: () => inFiles(by(files, 'process', 'dev')),
    complete: () => by(machine, '__complete', 'profile', 'd'),
    many: () => by(many, 'process', 'dev'),
    completeMany: () => by(many, '__complete', 'profile', 'team-99'),
    nodeHit: () => machine.rolecall('process', 'dev'),
    nodeUse: () => inShell(machine.rolecall('use', 'dev')),
    nodeEnv: () => machine.rolecall('env', 'dev', '--format', 'env'),
    program: () => machine.rolecall('list', '--help'),
    left: () => by(machine, 'list', '--help'),
    programMiss: (round) => machine.rolecall('process', `program-${round}`),
    miss: (round) => by(machine, 'process', `launcher-${round}`),
  } satisfies Record<string, Turn>
  await timed(inFiles(files.rolecall('process', 'dev')))
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  const hit = { name: 'launcher: process, hit', samples: ms.hit }
  return [
    compared('launcher: process, hit', ms.hit, bare, { ratio: 0.28 }),
    compared('launcher: process, hit', ms.hit, { name: 'true', samples: ms.nothing }),
    ...(await besideSecretTool(machine, rounds)),
    await besideLimit(machine, rounds),
    await inKernelKeyring(rounds),
    compared('launcher: env, hit', ms.env, bare),
    compared('launcher: exec -- true, hit', ms.exec, bare),
    compared('launcher: use, hit', ms.use, bare),
    compared('launcher: process, hit in an encrypted file', ms.file, bare),
    compared('launcher: a profile completed', ms.complete, bare),
    compared('launcher: process, hit, 10,000 profiles', ms.many, hit, { difference: 4 }),
    compared('launcher: a profile completed, of 10,000', ms.completeMany, bare, { ratio: 1 }),
    compared(
      'launcher: what the program answers',
      ms.left,
      {
        name: 'the program alone',
        samples: ms.program,
      },
      { difference: 4 },
    ),
    compared(
      'launcher: a miss',
      ms.miss,
      { name: 'the program alone', samples: ms.programMiss },
      { difference: 4 },
    ),
    await fiftyAtOnce(machine, rounds),
    compared('on Node: env, hit', ms.nodeEnv, { name: 'on Node: process', samples: ms.nodeHit }),
    compared('on Node: use, hit', ms.nodeUse, { name: 'on Node: process', samples: ms.nodeHit }),
    await memory(machine, rounds),
  ]
}

const inShell = (command: Command): Command => ({
  ...command,
  env: { ...command.env, ROLECALL_SHELL: 'bash' },
})

/** With encrypted files as the store, and their key in a file. */
function inFiles(command: Command): Command {
  const keyFile = join(command.env['HOME'] ?? '', 'key')
  if (!existsSync(keyFile)) writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 })
  const env = { ...command.env, ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: keyFile }
  return { ...command, env }
}

/** Profiles without a session: each round has one for the launcher and one for the program. */
function missProfiles(rounds: number): string {
  const names = Array.from({ length: rounds + 1 }, (_, round) => [
    `launcher-${round}`,
    `program-${round}`,
  ])
  return names
    .flat()
    .map((name) => roleProfile(name, `role_session_name = ${name}\n`))
    .join('')
}

async function fiftyAtOnce(machine: Machine, rounds: number): Promise<Row> {
  const samples = { launcher: [] as number[], node: [] as number[] }
  const command = { file: LAUNCHER, args: ['process', 'dev'], env: machine.env }
  for (let round = 0; round < Math.max(3, rounds / 6); round++) {
    samples.launcher.push(await atOnce(command, 50))
    samples.node.push(await atOnce(machine.node('-e', '0'), 50))
  }
  const against = { name: '50 × node -e 0', samples: samples.node }
  return compared('launcher: process, hit, 50 at once', samples.launcher, against)
}

async function besideSecretTool(machine: Machine, rounds: number): Promise<Row[]> {
  const name = 'secret-tool lookup'
  if (!isInstalled('secret-tool')) return [{ name: 'launcher', unit: 'ms', note: `no ${name}` }]
  const lookup = ['lookup', 'application', 'rolecall']
  const ms = await inTurn(
    {
      hit: () => ({ file: LAUNCHER, args: ['process', 'dev'], env: machine.env }),
      tool: () => ({ file: 'secret-tool', args: lookup, env: machine.env }),
    },
    rounds,
  )
  return [compared('launcher: process, hit', ms.hit, { name, samples: ms.tool }, { ratio: 0.6 })]
}

/** Compared with the limit, scripts/native-read.c, which only makes the same calls to the bus. */
async function besideLimit({ env }: Machine, rounds: number): Promise<Row> {
  const name = 'launcher: process, hit'
  const against = 'a native program that makes the same calls'
  if (!isInstalled('cc')) return { name, unit: 'ms', against, note: 'no C compiler' }
  const home = env['HOME'] ?? ''
  const limit = join(home, 'native-read')
  execFileSync('cc', ['-O2', '-D_GNU_SOURCE', '-o', limit, script('native-read.c')])
  const socket = /^unix:path=([^,;]+)/.exec(env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1] ?? ''
  const [entry = ''] = readdirSync(join(home, '.local/state/rolecall/sessions'))
  const turns = {
    hit: () => ({ file: LAUNCHER, args: ['process', 'dev'], env }),
    limit: () => ({ file: limit, args: [socket, entry.replace(/[.]json$/, '')], env }),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  return compared(name, ms.hit, { name: against, samples: ms.limit }, { ratio: 1.6 })
}

async function inKernelKeyring(rounds: number): Promise<Row> {
  await using machine = await startMachine({})
  const env = { ...machine.env, ROLECALL_STORE: 'kernel' }
  const name = 'launcher: process, hit in the kernel keyring'
  const hit = { file: LAUNCHER, args: ['process', 'dev'], env }
  try {
    await timed(machine.rolecall('process', 'dev', '--store', 'kernel', '--refresh'))
    const ms = await inTurn({ hit: () => hit, bare: () => machine.node('-e', '0') }, rounds)
    return compared(name, ms.hit, { name: 'node -e 0', samples: ms.bare })
  } catch {
    return { name, unit: 'ms', note: 'not possible here' }
  }
}

/** As `/usr/bin/time` reports it. */
async function memory({ env }: Machine, rounds: number): Promise<Row> {
  const name = 'launcher: peak memory, hit'
  if (!existsSync('/usr/bin/time')) return { name, unit: 'MB', note: 'time is not installed' }
  const samples: number[] = []
  for (let round = 0; round < rounds; round++) {
    const args = ['-f', 'peak %M', LAUNCHER, 'process', 'dev']
    const { stderr } = await timed({ file: '/usr/bin/time', args, env })
    samples.push((Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024) / MEGABYTE)
  }
  const value = median(samples)
  return { name, value, unit: 'MB', budget: '≤ 8 MB', isMet: value <= 8 }
}
