import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from '../launcher/built.js'
import { isInstalled } from '../support/commands.js'
import { startScene, type Scene } from '../support/scene.js'
import { pathWithoutNode } from '../support/without-node.js'
import { clientEnv, clientWords, PROJECT } from './client.js'
import { runCommand } from '../support/run.js'

/*
 * Every SDK gets credentials from a launcher that cannot start Node: PATH has none, and in place of
 * the program there is a file that only prints its words.
 */

const languages = inject('languages')
const isTraced = isInstalled('strace')
const ROLE = 'arn:aws:iam::222222222222:role/nomfa'
const ARN = /^arn:aws:sts::222222222222:assumed-role\/nomfa\/\S+\n$/

describe.skipIf(!launcherAvailable)(`where there is no Node ${launcherReason}`, () => {
  let scene: Scene
  let copy: ReturnType<typeof withoutProgram>
  let path: string
  let record: string

  beforeAll(async () => {
    copy = withoutProgram(buildLauncher())
    scene = await startScene()
    path = pathWithoutNode(join(scene.home.path, 'bin'))
    record = join(scene.home.path, 'executed')
    const strace = `strace -f -qq -A -o ${record} -e trace=execve,execveat `
    await scene.configure(`[profile base]
region = eu-west-1

[profile dev]
credential_process = ${isTraced ? strace : ''}${copy.launcher} process --profile dev
rolecall_role_arn = ${ROLE}
rolecall_source_profile = base
region = eu-west-1
`)
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
    rmSync(copy.folder, { recursive: true })
  })

  /** The programs that rolecall and its children have been. */
  const executed = (): Set<string | undefined> =>
    new Set(
      [...readFileSync(record, 'utf8').matchAll(/exec\w+\([^"]*"([^"]*)"/g)].map(
        ([, file]) => file,
      ),
    )

  test.each(languages)('$name ($sdk) gets a new session, then the same again', async (language) => {
    rmSync(join(scene.home.path, '.local'), { recursive: true, force: true })
    rmSync(record, { force: true })
    scene.sts.requests.length = 0
    const [file = '', ...args] = clientWords(language)
    const env = { ...clientEnv(scene, language), PATH: path }
    const first = await runCommand(file, args, { env, cwd: PROJECT, timeoutMs: 60_000 })
    expect(first, first.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(ARN)
    const second = await runCommand(file, args, { env, cwd: PROJECT, timeoutMs: 60_000 })
    expect(second).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' })
    expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
    if (isTraced) expect([...executed()]).toEqual([copy.launcher])
  })
})
