import { spawnSync } from 'node:child_process'

/** True if a command is in PATH. Tests that need a command that is not installed are skipped. */
export function isInstalled(command: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status === 0
}

/** @returns the absolute path of a command in PATH, undefined if it is not installed */
export function pathOf(command: string): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command], { encoding: 'utf8' })
  // Windows has no sh, and then no output either.
  return (stdout as string | null)?.trim() || undefined
}

/** True if Python can import the module. */
export function hasPythonModule(module: string): boolean {
  return spawnSync('python3', ['-c', `import ${module}`]).status === 0
}
