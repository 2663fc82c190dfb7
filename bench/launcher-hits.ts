import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled } from '../test/support/commands.js'
import { byLauncher, script, startMachine, type Machine } from './machine.js'
import { peersHere } from './peers.js'
import { inTurn, type Command, type Turn } from './rounds.js'
import { compared, type Limit, type Row } from './row.js'

const SECRET_TOOL = 'secret-tool lookup'
const NATIVE = 'a native program that makes the same calls'

/**
 * A hit of `process` from the keychain, beside everything that it has to stand a comparison with,
 * all in the same rounds.
 */
export async function measureLauncherHits(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const { peers, missing } = peersHere()
  const limit = nativeRead(machine)
  const turns: Record<string, Turn> = {
    hit: () => byLauncher(machine, 'process', 'dev'),
    'node -e 0': () => machine.node('-e', '0'),
    true: () => ({ file: '/bin/true', args: [], env: machine.env }),
    'on Node: process, hit': () => machine.rolecall('process', 'dev'),
  }
  if (isInstalled('secret-tool')) turns[SECRET_TOOL] = () => secretTool(machine)
  if (limit) turns[NATIVE] = () => limit
  for (const { name, hit } of peers) {
    const command = hit(machine)
    turns[name] = () => command
  }
  const ms = await inTurn(turns, rounds)
  const rowOf = (name: string, against: string, budget?: Limit): Row => {
    const samples = ms[against]
    if (!samples) return { name, unit: 'ms', against, note: 'not installed' }
    return compared(name, ms['hit'] ?? [], { name: against, samples }, budget)
  }
  const name = 'launcher: process, hit'
  const bare = { name: 'node -e 0', samples: ms['node -e 0'] ?? [] }
  return [
    rowOf(name, 'node -e 0', { ratio: 0.28 }),
    rowOf(name, 'true'),
    rowOf(name, SECRET_TOOL, { ratio: 0.6 }),
    rowOf(name, NATIVE, { ratio: 1.6 }),
    ...peers.map((peer) => rowOf(name, peer.name, { ratio: peer.ratio })),
    ...missing.map((peer) => rowOf(name, peer)),
    rowOf(name, 'on Node: process, hit'),
    compared('on Node: process, hit', ms['on Node: process, hit'] ?? [], bare),
  ]
}

const secretTool = ({ env }: Machine): Command => ({
  file: 'secret-tool',
  args: ['lookup', 'application', 'rolecall'],
  env,
})

/** The limit: scripts/native-read.c, which only makes the same calls to the bus. */
function nativeRead({ env }: Machine): Command | undefined {
  if (!isInstalled('cc')) return undefined
  const home = env['HOME'] ?? ''
  const file = join(home, 'native-read')
  execFileSync('cc', ['-O2', '-D_GNU_SOURCE', '-o', file, script('native-read.c')])
  const socket = /^unix:path=([^,;]+)/.exec(env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1] ?? ''
  const [entry = ''] = readdirSync(join(home, '.local/state/rolecall/sessions'))
  return { file, args: [socket, entry.replace(/[.]json$/, '')], env }
}
