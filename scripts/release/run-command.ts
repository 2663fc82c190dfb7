import { spawnSync } from 'node:child_process'

/**
 * Runs a program of the machine that builds a release.
 * @returns its stdout
 * @throws Error with its stderr if it fails
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Readonly<Record<string, string>> } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    ...options,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw new Error(`cannot run ${file}: ${error.message}`)
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}${stdout}`)
  return stdout
}
