import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInstalled } from '../support/commands.js'

/** True if the launcher can be built here. `.ci/run` requires it. */
export const launcherAvailable = isInstalled('cargo')
/** Reason for the title of a skipped test; empty if available. */
export const launcherReason = launcherAvailable ? '' : 'not installed: cargo'

/** The first build compiles the engine. */
export const BUILD_TIMEOUT_MS = 900_000

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds the launcher; a second call finds it built.
 * @param triple of another platform, for which there is a C compiler
 * @returns its path
 */
export function buildLauncher(triple?: string): string {
  const more = triple === undefined ? [] : ['--', '--target', triple]
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'launcher', ...more], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`npm run launcher: ${stderr}`)
  return stdout.trim().split('\n').at(-1) ?? ''
}

/**
 * A copy of the launcher beside a program that only prints its words, so that a test sees whether
 * the launcher has answered.
 * @returns the path of the copy; its folder is `folder`
 */
export function withoutProgram(launcher: string): { launcher: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-launcher-'))
  const build = join(folder, 'launcher', 'build')
  mkdirSync(build, { recursive: true })
  mkdirSync(join(folder, 'bin'))
  const copy = join(build, 'rolecall')
  copyFileSync(launcher, copy)
  writeFileSync(join(folder, 'bin', 'rolecall.js'), '')
  writeFileSync(join(build, 'node-path'), '/bin/echo\n')
  return { launcher: copy, folder }
}
