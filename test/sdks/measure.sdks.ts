import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { isRunning } from '../support/children.js'
import { startScene, type Scene } from '../support/scene.js'
import { runClient, watchHelper, type WatchedHelper } from './client.js'
import type { Language } from './languages.js'
import { errorTexts, table, withMeasured, type Measured } from './table.js'

const languages = inject('languages')
const PAGE = new URL('../../docs/sdks.md', import.meta.url)
/** Longer than the longest time limit of an SDK, Go's. */
const HANG_MS = 80_000
/** Seconds until the credentials expire, in the order of the table's column. */
const LEFT = [14 * 60, 9 * 60, 4 * 60, 30]

/** A machine where `dev` is adopted, with a cached session if `hasSession`. */
async function machine(hasSession: boolean): Promise<{ scene: Scene; helper: WatchedHelper }> {
  const scene = await startScene()
  expect(await scene.rolecall(['adopt', 'dev'])).toMatchObject({ code: 0 })
  if (hasSession) {
    const code = ['--mfa-code', scene.sts.freshCode(scene.serial)]
    expect(await scene.rolecall(['login', 'dev', ...code])).toMatchObject({ code: 0 })
  }
  return { scene, helper: await watchHelper(scene) }
}

const measured = new Map<string, Measured>(
  languages.map(({ name, sdk = '' }) => [name, { name, sdk, runs: [] }]),
)
function note(language: Language, facts: Partial<Measured>): void {
  const known = measured.get(language.name)
  if (known) Object.assign(known, facts)
}

let scenes: Scene[] = []
beforeAll(() => void (scenes = []))
afterAll(() => Promise.all(scenes.map((scene) => scene[Symbol.asyncDispose]())))

test('how each SDK starts rolecall, and what it shows if rolecall fails', async () => {
  for (const language of languages) {
    const { scene, helper } = await machine(false)
    scenes.push(scene)
    const { code, stdout, stderr } = await runClient(scene, language)
    expect({ code: code === 0, stdout }, language.name).toEqual({ code: false, stdout: '' })
    const [first = ''] = helper.runs()
    note(language, {
      streams: first.replace(/pipe:\S+|\/dev\/null/g, (path) => path.split(':')[0] ?? ''),
      failedRuns: helper.runs().length,
      error: stderr.replaceAll(/\S*\/helper-\S+( \S+)*? process/g, '… process').trim(),
    })
  }
})

test('when each SDK asks again', async () => {
  const { scene, helper } = await machine(true)
  scenes.push(scene)
  for (const language of languages.filter(({ callsOnce }) => !callsOnce)) {
    const runs: number[] = []
    for (const seconds of LEFT) {
      await helper.expireIn(seconds)
      // The pause gives a renewal in the background its time.
      const result = await runClient(scene, language, { calls: 3, pauseMs: 300 })
      expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
      runs.push(helper.runs().length)
    }
    note(language, { runs })
  }
})

test('how long each SDK waits', async () => {
  await Promise.all(
    languages.map(async (language) => {
      const { scene, helper } = await machine(true)
      scenes.push(scene)
      await helper.hang()
      const result = await runClient(scene, language, { timeoutMs: HANG_MS }).catch(() => undefined)
      const survives = result !== undefined && isRunning(helper.pid())
      note(language, { waits: result && { seconds: Math.round(result.ms / 1000), survives } })
      if (survives) process.kill(helper.pid())
    }),
  )
})

test('docs/sdks.md has what was measured', async () => {
  const rows = [...measured.values()]
  console.log(table(rows))
  const page = await readFile(PAGE, 'utf8')
  const expected = withMeasured(page, rows)
  if (process.env['SDKS_WRITE']) await writeFile(PAGE, expected)
  else if (rows.length >= 9) expect(page).toBe(expected)
  expect(errorTexts(rows)).not.toBe('')
})
