import { spawnSync } from 'node:child_process'

/** Whether a command is in PATH. Tests of a program that is not installed are skipped, and say so. */
export function isInstalled(command: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status === 0
}

/** @returns the absolute path of a command of PATH, undefined where there is none */
export function pathOf(command: string): string | undefined {
  const { stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

/** Whether Python can import a module. */
export function hasPythonModule(module: string): boolean {
  return spawnSync('python3', ['-c', `import ${module}`]).status === 0
}
