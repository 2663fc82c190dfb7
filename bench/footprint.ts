import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COLD_SCRIPT, coldMiss, coldProfiles, coldScript } from './cold.js'
import { script, startMachine } from './machine.js'
import { timed, type Command } from './rounds.js'
import { median, type Row } from './row.js'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const MEGABYTE = 1_000_000
const MAX_INSTALLED_MB = 10

/** Peak resident memory of a hit and of a miss. */
export async function measureMemory(rounds: number): Promise<Row[]> {
  if (process.platform !== 'linux') {
    return [{ name: 'peak memory', unit: 'MB', note: 'measured on Linux only' }]
  }
  await using machine = await startMachine({ config: coldProfiles(rounds) })
  const bare = await peak(() => machine.node('-e', '0'), rounds)
  const hit = await peak(() => machine.rolecall('process', '--profile', 'dev'), rounds)
  const sdk = await peak((round) => coldScript(machine, round), rounds)
  const miss = await peak((round) => coldMiss(machine, round), rounds)
  return [
    memoryRow('peak memory, hit', hit, 'node -e 0', bare),
    memoryRow('peak memory, cold AssumeRole', miss, COLD_SCRIPT, sdk),
  ]
}

function memoryRow(name: string, value: number, against: string, other: number): Row {
  return { name, value, unit: 'MB', against, ratio: value / other, difference: value - other }
}

async function peak(turn: (round: number) => Command, rounds: number): Promise<number> {
  const samples: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { file, args, env } = turn(round)
    const preloaded = ['--require', script('report-memory.cjs'), ...args]
    const { stderr } = await timed({ file, args: preloaded, env })
    samples.push((Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024) / MEGABYTE)
  }
  return median(samples)
}

/** Disk space after `npm install`, dependencies included. */
export async function measureSize(): Promise<Row[]> {
  const row: Row = {
    name: 'installed, dependencies included',
    unit: 'MB',
    budget: `≤ ${MAX_INSTALLED_MB} MB`,
  }
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-size-'))
  const env = { HOME: folder, ...npmEnvironment() }
  const npm = (...args: string[]): Command => ({ file: 'npm', args, env })
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  try {
    await timed(npm('pack', PROJECT, '--ignore-scripts', '--pack-destination', folder))
    const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
    await timed(npm('install', '--prefix', folder, ...quiet, join(folder, tarball)))
    const value = (await sizeOf(join(folder, 'node_modules'))) / MEGABYTE
    return [{ ...row, value, isMet: value <= MAX_INSTALLED_MB }]
  } catch (error) {
    return [{ ...row, note: `npm could not install it: ${String(error).split('\n', 1)[0]}` }]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** npm's own configuration, so that a private registry or certificate authority works here too. */
function npmEnvironment(): Record<string, string> {
  const variable = /^(PATH|HOME|NODE_EXTRA_CA_CERTS|npm_config_.*)$/i
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      variable.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  )
}

/** Bytes on the disk, in blocks of the file system. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).blocks * 512),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
