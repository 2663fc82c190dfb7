import { existsSync } from 'node:fs'
import { isInstalled } from '../test/support/commands.js'
import { measureLauncherHits } from './launcher-hits.js'
import { measureStores } from './launcher-stores.js'
import { byLauncher, LAUNCHER, roleProfile, startMachine, type Machine } from './machine.js'
import { atOnce, inTurn, timed, type Command, type Turn } from './rounds.js'
import { compared, median, type Row } from './row.js'

const MEGABYTE = 1_000_000
const MAX_MEMORY_MB = 8
/** Of a command that the program serves in the end. */
const PASSED_ON = { difference: 4 }

/** The launcher, beside Node and other programs. */
export async function measureLauncher(rounds: number): Promise<Row[]> {
  if (!existsSync(LAUNCHER)) {
    return [{ name: 'launcher', unit: 'ms', note: 'not built; run: npm run launcher' }]
  }
  return [
    ...(await measureLauncherHits(rounds)),
    ...(await measureForms(rounds)),
    ...(await measureStores(rounds)),
    ...(await measureConfigSizes(rounds)),
    ...(await measureMisses(rounds)),
    ...(await measureAtOnce(rounds)),
    ...(await measurePrompt(rounds)),
  ]
}

/** Every form of words that a hit answers, by the launcher and on Node. */
async function measureForms(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const forms: Readonly<Record<string, string[]>> = {
    'env, hit': ['env', 'dev', '--format', 'env'],
    'exec -- true, hit': ['exec', 'dev', '--', 'true'],
    'use, hit': ['use', 'dev'],
    'a profile completed': ['__complete', 'profile', 'd'],
  }
  const turns: Record<string, Turn> = { bare: () => machine.node('-e', '0') }
  for (const [form, words] of Object.entries(forms)) {
    turns[`launcher: ${form}`] = () => inShell(byLauncher(machine, ...words))
    turns[`on Node: ${form}`] = () => inShell(machine.rolecall(...words))
  }
  const { bare = [], ...ms } = await inTurn(turns, rounds)
  const against = { name: 'node -e 0', samples: bare }
  return Object.entries(ms).map(([name, samples]) => compared(name, samples, against))
}

const inShell = (command: Command): Command => ({
  ...command,
  env: { ...command.env, ROLECALL_SHELL: 'bash' },
})

/** Hits and completions with no file at all, and with many profiles. */
async function measureConfigSizes(rounds: number): Promise<Row[]> {
  await using few = await startMachine({})
  await using many = await startMachine({ profiles: 10_000 })
  const none = withoutFiles(few)
  await timed(none(few.rolecall('process')))
  const turns = {
    bare: () => few.node('-e', '0'),
    few: () => byLauncher(few, 'process', 'dev'),
    none: () => none(byLauncher(few, 'process')),
    many: () => byLauncher(many, 'process', 'dev'),
    complete: () => byLauncher(many, '__complete', 'profile', 'team-99'),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const hit = { name: 'launcher: process, hit', samples: ms.few }
  const bare = { name: 'node -e 0', samples: ms.bare }
  return [
    compared('launcher: process, hit, no profile, keys of the environment', ms.none, hit),
    compared('launcher: process, hit, 10,000 profiles', ms.many, hit, { difference: 4 }),
    compared('launcher: a profile completed, of 10,000', ms.complete, bare, { ratio: 1 }),
  ]
}

/** The access key is in the environment, and there are no AWS files. */
function withoutFiles({ key }: Machine): (command: Command) => Command {
  const variables = {
    ...{ AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' },
    ...{ AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey },
    AWS_REGION: 'eu-west-1',
  }
  return (command) => ({ ...command, env: { ...command.env, ...variables } })
}

/** What is not in the cache: the launcher obtains it, or the program does. */
async function measureMisses(rounds: number): Promise<Row[]> {
  const kinds = ['launcher', 'passed', 'program', 'alone'] as const
  const names = Array.from({ length: rounds + 1 }, (_, round) =>
    kinds.map((kind) => roleProfile(`${kind}-${round}`, `role_session_name = ${kind}-${round}\n`)),
  )
  await using machine = await startMachine({ config: names.flat().join('') })
  const turns = {
    bare: () => machine.node('-e', '0'),
    // Known from the first word; known after planning, since only the program traces a call.
    left: () => byLauncher(machine, 'list', '--help'),
    help: () => machine.rolecall('list', '--help'),
    passed: (round) => byLauncher(machine, 'process', `passed-${round}`, '--debug'),
    alone: (round) => machine.rolecall('process', `alone-${round}`, '--debug'),
    miss: (round) => byLauncher(machine, 'process', `launcher-${round}`),
    program: (round) => machine.rolecall('process', `program-${round}`),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const alone = (samples: number[]) => ({ name: 'the program alone', samples })
  return [
    compared('launcher: another command, which the program answers', ms.left, alone(ms.help), {
      ...PASSED_ON,
    }),
    compared('launcher: a miss that the program serves', ms.passed, alone(ms.alone), PASSED_ON),
    compared('launcher: a miss', ms.miss, { name: 'node -e 0', samples: ms.bare }),
    compared('launcher: a miss', ms.miss, alone(ms.program)),
  ]
}

async function measureAtOnce(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const rows: Row[] = []
  for (const processes of [1, 50]) {
    const samples = { launcher: [] as number[], node: [] as number[] }
    for (let round = 0; round < Math.max(3, rounds / 6); round++) {
      samples.launcher.push(await atOnce(byLauncher(machine, 'process', 'dev'), processes))
      samples.node.push(await atOnce(machine.node('-e', '0'), processes))
    }
    const against = { name: `${processes} × node -e 0`, samples: samples.node }
    rows.push(compared(`launcher: process, hit, ${processes} at once`, samples.launcher, against))
  }
  return [...rows, await memory(machine, rounds)]
}

/** The segment of the prompt is a function of the shell, which runs before each prompt. */
async function measurePrompt(rounds: number): Promise<Row[]> {
  const name = '1,000 prompt segments of bash, which start no process'
  if (!isInstalled('bash')) return [{ name, unit: 'ms', note: 'not installed: bash' }]
  await using machine = await startMachine({})
  const { stdout } = await timed(machine.rolecall('init', 'bash'))
  const loop = (body: string): Command => ({
    file: 'bash',
    args: ['-c', `eval "$INIT"; for ((i = 0; i < 1000; i++)); do ${body}; done`],
    env: {
      ...machine.env,
      ...{ INIT: stdout, ROLECALL_PROFILE: 'dev' },
      ROLECALL_EXPIRES: String(Math.floor(Date.now() / 1000) + 3000),
    },
  })
  const ms = await inTurn({ segment: () => loop('rolecall_prompt'), none: () => loop(':') }, rounds)
  return [compared(name, ms.segment, { name: 'an empty loop', samples: ms.none })]
}

/** As `/usr/bin/time` reports it. */
async function memory({ env }: Machine, rounds: number): Promise<Row> {
  const name = 'launcher: peak memory, hit'
  if (!existsSync('/usr/bin/time')) return { name, unit: 'MB', note: 'not installed: time' }
  const samples: number[] = []
  for (let round = 0; round < rounds; round++) {
    const args = ['-f', 'peak %M', LAUNCHER, 'process', 'dev']
    const { stderr } = await timed({ file: '/usr/bin/time', args, env })
    samples.push((Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024) / MEGABYTE)
  }
  const value = median(samples)
  const budget = `≤ ${MAX_MEMORY_MB} MB`
  return { name, value, unit: 'MB', budget, isMet: value <= MAX_MEMORY_MB }
}
