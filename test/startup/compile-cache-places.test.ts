import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { run } from '../support/run.js'
import { cacheOf, filesIn, plant } from './cached-files.js'

const isRoot = process.getuid?.() === 0
const OTHER = 65534
const SECONDS_A_DAY = 24 * 3600

/** @returns the cache file of a module that every command loads, after a first run */
async function cachedProgram(home: TempHome, env: Record<string, string> = {}): Promise<string> {
  await run(['--help'], { env: { ...home.env, ...env } })
  const program = filesIn(cacheOf(home)).find(({ path }) => path.endsWith('cli-program.cjs'))
  return program?.path ?? ''
}

describe('in a private folder', () => {
  const kinds: Record<string, (path: string) => void> = {
    'a pipe': (path) => {
      renameSync(path, `${path}.away`)
      spawnSync('mkfifo', [path])
    },
    'a link': (path) => {
      renameSync(path, `${path}.away`)
      symlinkSync(`${path}.away`, path)
    },
    ...(isRoot && { 'a file of another user': (path) => chownSync(path, OTHER, OTHER) }),
  }

  test.each(Object.entries(kinds))('%s is not run', async (_, make) => {
    await using home = await tempHome({})
    const path = await cachedProgram(home)
    plant(path)
    make(path)
    const result = await run(['--help'], { env: home.env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).not.toContain('planted')
  })
})

test('a user without a home directory runs no code from the working directory', async () => {
  await using home = await tempHome({})
  const preload = fileURLToPath(new URL('no-home.cjs', import.meta.url))
  const options = { NODE_OPTIONS: `--require ${preload}` }
  plant(await cachedProgram(home, options))
  const hostile = join(home.path, 'hostile')
  cpSync(join(home.path, '.cache'), join(hostile, '.cache'), { recursive: true })
  const result = await run(['list'], { env: { ...options, HOME: '' }, cwd: hostile })
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toContain('this user has no home directory')
})

test.runIf(isRoot)('root leaves nothing in another user’s home', async () => {
  await using home = await tempHome({})
  chownSync(home.path, OTHER, OTHER)
  expect(await run(['--help'], { env: home.env })).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(join(home.path, '.cache'))).toBe(false)
})

test('a cache file with a future date is written again', async () => {
  await using home = await tempHome({})
  const path = await cachedProgram(home)
  writeFileSync(path, readFileSync(path).subarray(0, -1))
  const future = Date.now() / 1000 + SECONDS_A_DAY
  utimesSync(path, future, future)
  await run(['--help'], { env: home.env })
  expect(statSync(path).mtimeMs).toBeLessThan(future * 1000)
})

test('the folders of the latest ten sets of flags stay', async () => {
  await using home = await tempHome({})
  const compiled = join(cacheOf(home), 'compiled')
  for (let age = 1; age <= 12; age++) {
    const folder = join(compiled, `flags-${age}`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const past = Date.now() / 1000 - age * SECONDS_A_DAY
    utimesSync(folder, past, past)
  }
  await run(['--help'], { env: home.env })
  const flags = readdirSync(compiled).filter((name) => name.startsWith('flags-'))
  expect(flags.map((name) => Number(name.slice(6))).sort((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ])
  expect(readdirSync(compiled)).toHaveLength(10)
})
