import fc from 'fast-check'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { cpSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempHome } from '../support/home.js'
import { run, runCommand, type RunResult } from '../support/run.js'
import { DEV, startScene } from '../support/scene.js'
import { ROOT } from './built-graph.js'
import { cacheOf, filesIn, plant } from './cached-files.js'

const NO_MFA = `[profile nomfa]
role_arn = ${DEV.replace('dev', 'nomfa')}
source_profile = base
region = eu-west-1

[profile base]
`

const said = ({ code, stdout, stderr }: RunResult): unknown => ({ code, stdout, stderr })

test('what V8 compiled is kept once, in a folder of the user alone', async () => {
  await using home = await tempHome({})
  const first = await run(['--help'], { env: home.env })
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const kept = filesIn(cacheOf(home))
  expect(kept.length).toBeGreaterThan(10)
  expect(modesBelow(cacheOf(home))).toEqual(new Set(['700', '600']))
  expect(said(await run(['--help'], { env: home.env }))).toEqual(said(first))
  expect(filesIn(cacheOf(home))).toEqual(kept)
})

test('of the first piece what a hit runs is kept, and nothing else', async () => {
  await using scene = await startScene()
  await scene.configure(NO_MFA)
  const names = (): string[] => filesIn(cacheOf(scene.home)).map((file) => file.path)
  const main = expect.stringMatching(/main\.cjs$/) as string
  await scene.rolecall(['__complete', 'profile', ''])
  expect(names()).toEqual([])
  const miss = await scene.rolecall(['process', 'nomfa'])
  expect(names()).not.toContainEqual(main)
  const hit = await scene.rolecall(['process', 'nomfa'])
  expect(said(hit)).toEqual(said(miss))
  expect(names()).toContainEqual(main)
  expect(said(await scene.rolecall(['process', 'nomfa']))).toEqual(said(miss))
  expect(scene.sts.requests).toHaveLength(1)
})

test('what the first run of another command runs is added where it is more', async () => {
  await using home = await tempHome({})
  await run(['--version'], { env: home.env })
  const before = filesIn(cacheOf(home))
  await run(['list'], { env: home.env })
  const after = new Map(filesIn(cacheOf(home)).map((file) => [file.path, file]))
  const changed = before.filter(({ path, size }) => after.get(path)?.size !== size)
  const written = before.filter((file) => after.get(file.path)?.written !== file.written)
  expect(changed.map(({ path }) => path)).toContainEqual(expect.stringMatching(/cli-program.cjs$/))
  expect(changed.every(({ path, size }) => (after.get(path)?.size ?? 0) > size)).toBe(true)
  expect(written).toEqual(changed)
  expect(written.length).toBeLessThan(before.length)
  for (const args of [['--version'], ['list']]) await run(args, { env: home.env })
  expect(filesIn(cacheOf(home))).toEqual([...after.values()])
})

test('what is damaged in any way is compiled again', async () => {
  await using home = await tempHome({})
  const sound = said(await run(['--help'], { env: home.env }))
  const pieces = filesIn(cacheOf(home)).map(({ path }) => ({ path, data: readFileSync(path) }))
  const damaged = fc.record({
    // Towards either end, where lengths, flags and the seam of the two halves are, as often as in the middle.
    at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1)),
    how: fc.constantFrom('flip', 'cut', 'zero', 'foreign'),
  })
  await fc.assert(
    fc.asyncProperty(damaged, async ({ at, how }) => {
      for (const { path, data } of pieces) writeFileSync(path, damage(data, how, at))
      expect(said(await run(['--help'], { env: home.env }))).toEqual(sound)
      for (const { path, data } of pieces) {
        expect(readFileSync(path).equals(damage(data, how, at))).toBe(false)
      }
    }),
    { numRuns: 15 },
  )
})

test('of two programs that differ in a letter each runs its own', async () => {
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

test('V8 under other flags does not disturb what is kept', async () => {
  await using home = await tempHome({})
  const env = { ...home.env, NODE_OPTIONS: '--stack-trace-limit=20 --max-old-space-size=200' }
  const plain = await run(['--help'], { env: home.env })
  const kept = filesIn(cacheOf(home))
  expect(said(await run(['--help'], { env }))).toEqual(said(plain))
  expect(filesIn(cacheOf(home))).toEqual(expect.arrayContaining(kept))
  expect(filesIn(cacheOf(home))).toHaveLength(2 * kept.length)
})

test('many first runs at once leave whole files and nothing else', async () => {
  await using home = await tempHome({})
  const runs = Array.from({ length: 12 }, () => run(['--help'], { env: home.env }))
  const answers = new Set((await Promise.all(runs)).map((result) => JSON.stringify(said(result))))
  expect(answers.size).toBe(1)
  const kept = filesIn(cacheOf(home))
  expect(kept.every(({ path }) => path.endsWith('.cjs'))).toBe(true)
  await run(['--help'], { env: home.env })
  expect(filesIn(cacheOf(home))).toEqual(kept)
})

test.for(['', 'compiled', 'compiled/*'])(
  'code that others could have put there is not run: %s',
  async (open) => {
    await using home = await tempHome({})
    const sound = await run(['--version'], { env: home.env })
    const program = filesIn(cacheOf(home)).find(({ path }) => path.endsWith('cli-program.cjs'))
    plant(program?.path ?? '')
    // The positive control: in a folder of our own nothing but its being our own protects us.
    expect((await run(['--version'], { env: home.env })).stdout).toBe('planted\n')
    const [version = ''] = readdirSync(join(cacheOf(home), 'compiled'))
    chmodSync(join(cacheOf(home), open.replace('*', version)), 0o777)
    expect(said(await run(['--version'], { env: home.env }))).toEqual(said(sound))
  },
)

test('folders of versions that are gone are forgotten after a month', async () => {
  await using home = await tempHome({})
  const compiled = join(cacheOf(home), 'compiled')
  mkdirSync(join(compiled, 'old', 'deep'), { recursive: true, mode: 0o700 })
  mkdirSync(join(compiled, 'young'), { mode: 0o700 })
  const past = Date.now() / 1000 - 31 * 24 * 3600
  utimesSync(join(compiled, 'old'), past, past)
  await run(['--version'], { env: home.env })
  expect(readdirSync(compiled)).toEqual([expect.stringContaining(process.version), 'young'])
})

test('a cache folder that cannot be made is nobody’s business', async () => {
  await using home = await tempHome({})
  writeFileSync(join(home.path, 'file'), '')
  const env = { ...home.env, XDG_CACHE_HOME: join(home.path, 'file') }
  expect(await run(['--version'], { env })).toMatchObject({ code: 0, stderr: '' })
})

test('a home that is not there is not made', async () => {
  await using home = await tempHome({})
  const env = { HOME: join(home.path, 'never', 'made') }
  expect(await run(['--version'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(env.HOME)).toBe(false)
})

test('where there is no home the working folder is none', async () => {
  await using home = await tempHome({})
  const env = { HOME: '', LOCALAPPDATA: '' }
  const result = await run(['--version'], { env, cwd: home.path })
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
