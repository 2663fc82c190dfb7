import fc from 'fast-check'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { cpSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempHome } from '../support/home.js'
import { isOtherProgram, run, runCommand, type RunResult } from '../support/run.js'
import { DEV, startScene } from '../support/scene.js'
import { ROOT } from './built-graph.js'
import { cacheOf, filesIn, plant } from './cached-files.js'

const NO_MFA = `[profile nomfa]
role_arn = ${DEV.replace('dev', 'nomfa')}
source_profile = base
region = eu-west-1

[profile base]
`

const outputOf = ({ code, stdout, stderr }: RunResult): unknown => ({ code, stdout, stderr })

test('compiled code is cached once, in a private folder', async () => {
  await using home = await tempHome({})
  const first = await run(['--help'], { env: home.env })
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const cached = filesIn(cacheOf(home))
  expect(cached.length).toBeGreaterThan(10)
  expect(modesBelow(cacheOf(home))).toEqual(new Set(['700', '600']))
  expect(outputOf(await run(['--help'], { env: home.env }))).toEqual(outputOf(first))
  expect(filesIn(cacheOf(home))).toEqual(cached)
})

test.skipIf(isOtherProgram)('the entry module is cached after a hit only', async () => {
  await using scene = await startScene()
  await scene.configure(NO_MFA)
  const names = (): string[] => filesIn(cacheOf(scene.home)).map((file) => file.path)
  const main = expect.stringMatching(/main\.cjs$/) as string
  await scene.rolecall(['__complete', 'profile', ''])
  expect(names()).toEqual([])
  const miss = await scene.rolecall(['process', 'nomfa'])
  expect(names()).not.toContainEqual(main)
  const hit = await scene.rolecall(['process', 'nomfa'])
  expect(outputOf(hit)).toEqual(outputOf(miss))
  expect(names()).toContainEqual(main)
  expect(outputOf(await scene.rolecall(['process', 'nomfa']))).toEqual(outputOf(miss))
  expect(scene.sts.requests).toHaveLength(1)
})

test('the first run of another command adds the functions that it ran', async () => {
  await using home = await tempHome({})
  await run(['--help'], { env: home.env })
  const before = filesIn(cacheOf(home))
  await run(['list'], { env: home.env })
  const after = new Map(filesIn(cacheOf(home)).map((file) => [file.path, file]))
  const grown = before.filter(({ path, size }) => (after.get(path)?.size ?? 0) > size)
  const written = before.filter((file) => after.get(file.path)?.written !== file.written)
  expect(grown.map(({ path }) => path)).toContainEqual(expect.stringMatching(/cli-program.cjs$/))
  expect(written).toEqual(grown)
  expect(written.length).toBeLessThan(before.length)
  for (const args of [['--help'], ['list']]) await run(args, { env: home.env })
  expect(filesIn(cacheOf(home))).toEqual([...after.values()])
})

test('a damaged cache file is compiled again', async () => {
  await using home = await tempHome({})
  const sound = outputOf(await run(['--help'], { env: home.env }))
  const cached = filesIn(cacheOf(home)).map(({ path }) => ({ path, data: readFileSync(path) }))
  expect(cached.length).toBeGreaterThan(0)
  const damaged = fc.record({
    // The ends and the seam of the two copies as often as any other place.
    at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1)),
    how: fc.constantFrom('flip', 'cut', 'zero', 'foreign'),
  })
  await fc.assert(
    fc.asyncProperty(damaged, async ({ at, how }) => {
      for (const { path, data } of cached) writeFileSync(path, damage(data, how, at))
      expect(outputOf(await run(['--help'], { env: home.env }))).toEqual(sound)
      for (const { path, data } of cached) {
        expect(readFileSync(path).equals(damage(data, how, at))).toBe(false)
      }
    }),
    { numRuns: 15 },
  )
})

test('two programs that differ in one word each run their own code', async () => {
  await using home = await tempHome({})
  const other = copyOfProgram(join(home.path, 'other'), 'short-lived', 'kurzlebiger')
  for (let round = 0; round < 2; round++) {
    const ours = await run(['--help'], { env: home.env })
    const theirs = await runCommand(process.execPath, [other, '--help'], { env: home.env })
    expect([ours.stdout.includes('short-lived'), ours.stdout.includes('kurzlebiger')]).toEqual([
      true,
      false,
    ])
    expect([theirs.stdout.includes('short-lived'), theirs.stdout.includes('kurzlebiger')]).toEqual([
      false,
      true,
    ])
  }
})

test('V8 under other flags has a cache folder of its own', async () => {
  await using home = await tempHome({})
  const env = { ...home.env, NODE_OPTIONS: '--stack-trace-limit=20 --max-old-space-size=200' }
  const plain = await run(['--help'], { env: home.env })
  const cached = filesIn(cacheOf(home))
  expect(cached.length).toBeGreaterThan(0)
  expect(outputOf(await run(['--help'], { env }))).toEqual(outputOf(plain))
  expect(filesIn(cacheOf(home))).toEqual(expect.arrayContaining(cached))
  expect(filesIn(cacheOf(home))).toHaveLength(2 * cached.length)
})

test('many simultaneous first runs leave complete files and nothing else', async () => {
  await using home = await tempHome({})
  const runs = Array.from({ length: 12 }, () => run(['--help'], { env: home.env }))
  const answers = new Set(
    (await Promise.all(runs)).map((result) => JSON.stringify(outputOf(result))),
  )
  expect(answers.size).toBe(1)
  const cached = filesIn(cacheOf(home))
  const names = cached.map(({ path }) => path)
  expect(names).toContainEqual(expect.stringMatching(/cli-program.cjs$/))
  expect(names.filter((name) => !name.endsWith('.cjs'))).toEqual([])
  await run(['--help'], { env: home.env })
  expect(filesIn(cacheOf(home))).toEqual(cached)
})

// What is planted is code that the Node of the tests has compiled.
test.skipIf(isOtherProgram).for(['', 'compiled', 'compiled/*'])(
  'code that another user could have written is not run: %s',
  async (open) => {
    await using home = await tempHome({})
    const sound = await run(['--help'], { env: home.env })
    const program = filesIn(cacheOf(home)).find(({ path }) => path.endsWith('cli-program.cjs'))
    plant(program?.path ?? '')
    // The positive control: in a private folder the planted code does run.
    expect((await run(['--help'], { env: home.env })).stdout).toBe('planted\n')
    const [version = ''] = readdirSync(join(cacheOf(home), 'compiled'))
    chmodSync(join(cacheOf(home), open.replace('*', version)), 0o777)
    expect(outputOf(await run(['--help'], { env: home.env }))).toEqual(outputOf(sound))
  },
)

test.skipIf(isOtherProgram)('folders of old versions are removed after a month', async () => {
  await using home = await tempHome({})
  const compiled = join(cacheOf(home), 'compiled')
  mkdirSync(join(compiled, 'old', 'deep'), { recursive: true, mode: 0o700 })
  mkdirSync(join(compiled, 'young'), { mode: 0o700 })
  const past = Date.now() / 1000 - 31 * 24 * 3600
  utimesSync(join(compiled, 'old'), past, past)
  await run(['--help'], { env: home.env })
  expect(readdirSync(compiled)).toEqual([expect.stringContaining(process.version), 'young'])
})

test('a cache folder that cannot be created is no error', async () => {
  await using home = await tempHome({})
  writeFileSync(join(home.path, 'file'), '')
  const env = { ...home.env, XDG_CACHE_HOME: join(home.path, 'file') }
  expect(await run(['--help'], { env })).toMatchObject({ code: 0, stderr: '' })
})

test('a missing home directory is not created', async () => {
  await using home = await tempHome({})
  const env = { HOME: join(home.path, 'never', 'made') }
  expect(await run(['--help'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(env.HOME)).toBe(false)
})

test('without a home directory nothing is written to the working directory', async () => {
  await using home = await tempHome({})
  const env = { HOME: '', LOCALAPPDATA: '' }
  const result = await run(['--help'], { env, cwd: home.path })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(home.path).filter((name) => !name.startsWith('.'))).toEqual([])
})

function modesBelow(folder: string): Set<string> {
  const names = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
  return new Set(names.map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8)))
}

function damage(data: Buffer, how: string, at: number): Buffer {
  const place = Math.min(Math.floor(at * data.length), data.length - 1)
  if (how === 'foreign') return Buffer.from('console.log("not ours")')
  if (how === 'cut') return data.subarray(0, place)
  const copy = Buffer.from(data)
  if (how === 'zero') return copy.fill(0, place)
  copy.writeUInt8(data.readUInt8(place) ^ 0x10, place)
  return copy
}

/** The built program with a word replaced by another of the same length. @returns its path */
function copyOfProgram(folder: string, word: string, other: string): string {
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const name of readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, 'dist', name)
    if (!statSync(path).isFile()) continue
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(word, other))
  }
  return join(folder, 'bin', 'rolecall.js')
}
