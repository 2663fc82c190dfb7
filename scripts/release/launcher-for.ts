import { tmpdir } from 'node:os'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { hostTriple } from './notices/all.js'
import { runCommand } from './run-command.js'
import { targetNamed } from './targets.js'
import { windowsStarter } from './windows/starter.js'

/**
 * Builds what starts rolecall on a platform: the launcher, for another processor if a compiler for
 * it is installed, or `rolecall.exe`.
 * @returns its path; undefined on macOS, which has none, and for a platform without a compiler
 * @throws Error if rolecall.exe cannot be built: without it, nothing starts rolecall
 */
export function launcherFor(root: string, target: string): string | undefined {
  if (target.startsWith('win32')) {
    return windowsStarter(root, mkdtempSync(join(tmpdir(), 'rolecall-exe-')))
  }
  const { triple } = targetNamed(target)
  if (triple === undefined) return undefined
  const more = triple === hostTriple() ? [] : ['--target', triple]
  try {
    const printed = runCommand('npm', ['run', '--silent', 'launcher', '--', ...more], { cwd: root })
    return printed.trim().split('\n').at(-1)
  } catch (error) {
    if (more.length === 0) throw error
    process.stderr.write(
      `warning: the archive for ${target} has no launcher, which needs a C compiler for it ` +
        `(gcc-aarch64-linux-gnu) and: rustup target add ${triple}\n`,
    )
    return undefined
  }
}
