import { hostTriple, launcherTriple } from '../launcher-triple.js'
import { runCommand } from './run-command.js'
import { targetNamed } from './targets.js'

/** Debian's packages with the C compilers for other platforms. */
const COMPILERS: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': 'gcc-aarch64-linux-gnu',
  'x86_64-pc-windows-gnu': 'gcc-mingw-w64-x86-64-win32',
}

/**
 * Builds the launcher of a platform; of another one, if a compiler for it is installed.
 * @returns its path; undefined on macOS, which has none, and for a platform without a compiler
 * @throws Error if that of Windows cannot be built: without it, nothing starts rolecall
 */
export function launcherFor(root: string, target: string): string | undefined {
  const { triple } = targetNamed(target)
  if (triple === undefined) return undefined
  const more = triple === hostTriple() ? [] : ['--target', triple]
  if (triple === 'x86_64-unknown-linux-gnu' && (more.length > 0 || launcherTriple() === triple)) {
    process.stderr.write(`warning: the launcher for ${target} is linked without musl\n`)
  }
  try {
    const printed = runCommand('npm', ['run', '--silent', 'launcher', '--', ...more], { cwd: root })
    return printed.trim().split('\n').at(-1)
  } catch (error) {
    if (more.length === 0) throw error
    const needs = `${COMPILERS[triple] ?? 'a C compiler'}, and: rustup target add ${triple}`
    if (target.startsWith('win32')) throw new Error(`${target} needs ${needs}`, { cause: error })
    process.stderr.write(
      `warning: the archive for ${target} has no launcher, which needs ${needs}\n`,
    )
    return undefined
  }
}
