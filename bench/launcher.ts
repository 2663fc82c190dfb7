import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isInstalled } from '../test/support/commands.js'
import { startMachine, type Machine } from './machine.js'
import { inTurn, timed, type Command, type Turn } from './rounds.js'
import { compared, median, type Row } from './row.js'

const LAUNCHER = fileURLToPath(new URL('../launcher/build/rolecall', import.meta.url))
const MEGABYTE = 1_000_000

/** What `npm run launcher` has built, beside Node and other programs. */
export async function measureLauncher(rounds: number): Promise<Row[]> {
  if (!existsSync(LAUNCHER)) {
    return [{ name: 'launcher', unit: 'ms', note: 'not built; run: npm run launcher' }]
  }
  await using machine = await startMachine({})
  await using many = await startMachine({ profiles: 10_000 })
  const by = ({ env }: Machine, ...args: string[]): Command => ({ file: LAUNCHER, args, env })
  const turns = {
    bare: () => machine.node('-e', '0'),
    nothing: () => ({ file: '/bin/true', args: [], env: machine.env }),
    hit: () => by(machine, 'process', 'dev'),
    env: () => by(machine, 'env', 'dev', '--format', 'env'),
    exec: () => by(machine, 'exec', 'dev', '--', 'true'),
    complete: () => by(machine, '__complete', 'profile', 'd'),
    many: () => by(many, 'process', 'dev'),
    completeMany: () => by(many, '__complete', 'profile', 'team-99'),
    nodeEnv: () => machine.rolecall('env', 'dev', '--format', 'env'),
    program: () => machine.rolecall('list', '--help'),
    left: () => by(machine, 'list', '--help'),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  const hit = { name: 'launcher: process, hit', samples: ms.hit }
  return [
    compared('launcher: process, hit', ms.hit, bare, { ratio: 0.28 }),
    compared('launcher: process, hit', ms.hit, { name: 'true', samples: ms.nothing }),
    ...(await besideSecretTool(machine, rounds)),
    compared('launcher: env, hit', ms.env, bare),
    compared('launcher: exec -- true, hit', ms.exec, bare),
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
    compared('on Node: env, hit', ms.nodeEnv, bare),
    await memory(machine, rounds),
  ]
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
