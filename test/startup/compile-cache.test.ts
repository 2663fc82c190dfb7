import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import nodeModule from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempHome } from '../support/home.js'
import { run } from '../support/run.js'

const keeps = 'enableCompileCache' in nodeModule

test.runIf(keeps)('the program is compiled once, into a folder of the user alone', async () => {
  await using home = await tempHome({})
  const first = await run(['--version'], { env: home.env })
  const folder = join(home.path, '.cache', 'rolecall', 'compiled')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const kept = filesIn(folder)
  expect(kept.length).toBeGreaterThan(0)
  expect(await run(['--version'], { env: home.env })).toEqual({
    ...first,
    ms: expect.any(Number) as number,
  })
  expect(filesIn(folder)).toEqual(kept)
})

test.runIf(keeps)('what is damaged there is compiled again', async () => {
  await using home = await tempHome({})
  const first = await run(['--help'], { env: home.env })
  const folder = join(home.path, '.cache', 'rolecall', 'compiled')
  for (const file of filesIn(folder)) writeFileSync(file, 'console.log("not ours")')
  expect(await run(['--help'], { env: home.env })).toEqual({
    ...first,
    ms: expect.any(Number) as number,
  })
})

test.runIf(keeps).for(['rolecall', 'rolecall/compiled'])(
  'a folder that others can write to is not used: %s',
  async (open) => {
    await using home = await tempHome({})
    const folder = join(home.path, '.cache', 'rolecall', 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(join(home.path, '.cache', open), 0o777)
    expect(await run(['--version'], { env: home.env })).toMatchObject({ code: 0, stderr: '' })
    expect(filesIn(folder)).toEqual([])
  },
)

test('a cache folder that cannot be made is nobody’s business', async () => {
  await using home = await tempHome({})
  writeFileSync(join(home.path, 'file'), '')
  const env = { ...home.env, XDG_CACHE_HOME: join(home.path, 'file') }
  expect(await run(['--version'], { env })).toMatchObject({ code: 0, stderr: '' })
})

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
}

test.runIf(keeps)('a home that is not there is not made', async () => {
  await using home = await tempHome({})
  const env = { HOME: join(home.path, 'never', 'made') }
  expect(await run(['--version'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(env.HOME)).toBe(false)
})
