import { readFile, rm, writeFile, chmod, mkdtemp } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand, type RunResult } from '../support/run.js'
import type { Scene } from '../support/scene.js'
import type { Language } from './languages.js'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** The environment of a program that uses the profile `dev`. */
export function clientEnv(scene: Scene, language: Language): Record<string, string> {
  return {
    ...scene.env,
    ...language.env,
    AWS_PROFILE: 'dev',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

/** The words of a program that makes `calls` calls with one client. */
export function clientWords({ command, callsOnce }: Language, calls = 1, pauseMs = 0): string[] {
  return [...command, ...(callsOnce ? [] : [String(calls), String(pauseMs)])]
}

/** Runs a program without a terminal. */
export function runClient(
  scene: Scene,
  language: Language,
  { calls = 1, pauseMs = 0, timeoutMs = 60_000 } = {},
): Promise<RunResult> {
  const [file = '', ...args] = clientWords(language, calls, pauseMs)
  return runCommand(file, args, { env: clientEnv(scene, language), cwd: PROJECT, timeoutMs })
}

/** What one SDK does with its helper, see helper.sh. */
export interface WatchedHelper {
  /** One line for each run. */
  runs(): string[]
  /** Makes the answer expire soon, always or in the next run only. */
  expireIn(seconds: number, when?: 'once'): Promise<void>
  hang(): Promise<void>
  /** Process that hangs. */
  pid(): number
}

/** Puts helper.sh before the command that `rolecall adopt` wrote into the profile `dev`. */
export async function watchHelper(scene: Scene): Promise<WatchedHelper> {
  const folder = await mkdtemp(join(scene.home.path, 'helper-'))
  const script = join(folder, 'helper.sh')
  await writeFile(script, await readFile(new URL('helper.sh', import.meta.url)))
  await chmod(script, 0o755)
  const config = join(scene.home.path, '.aws/config')
  const text = await readFile(config, 'utf8')
  const watched = text.replace(
    /^(credential_process = )(.*--profile dev)$/m,
    `$1${script} ${folder} $2`,
  )
  if (watched === text) throw new Error(`dev has no credential_process:\n${text}`)
  await writeFile(config, watched)
  const runs = join(folder, 'runs')
  return {
    runs: () => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n') : []),
    async expireIn(seconds, when) {
      await rm(runs, { force: true })
      await writeFile(join(folder, 'left'), String(seconds))
      if (when) await writeFile(join(folder, 'once'), '')
    },
    hang: () => writeFile(join(folder, 'hang'), ''),
    pid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
  }
}
