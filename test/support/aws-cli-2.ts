import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface AwsCli {
  file: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
}

/**
 * Finds version 2 of the AWS CLI. If it is not installed, downloads Debian's package and its
 * dependencies and unpacks them in the temporary folder.
 * @returns undefined if neither works; the reason is printed to stderr
 */
export function awsCli2(): AwsCli | undefined {
  const installed = { file: 'aws', args: [], env: {} }
  if (isVersion2(installed)) return installed
  const root = join(tmpdir(), 'rolecall-awscli-2')
  const unpacked = {
    file: '/usr/bin/python3',
    args: [join(root, 'usr/bin/aws')],
    env: { PYTHONPATH: join(root, 'usr/lib/python3/dist-packages') },
  }
  try {
    if (!existsSync(root)) unpack(root)
  } catch (error) {
    console.error(`AWS CLI 2 is not available: ${String(error)}`)
    return undefined
  }
  return isVersion2(unpacked) ? unpacked : undefined
}

function isVersion2({ file, args, env }: AwsCli): boolean {
  try {
    const options = { env: { ...process.env, ...env }, encoding: 'utf8' as const }
    return execFileSync(file, [...args, '--version'], options).startsWith('aws-cli/2.')
  } catch {
    return false
  }
}

/** Unpacks the packages and renames the folder, so that a parallel run never sees a part of it. */
function unpack(root: string): void {
  const work = `${root}.${process.pid}`
  const run = (file: string, args: string[]): string =>
    execFileSync(file, args, { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  mkdirSync(join(work, 'root'), { recursive: true })
  try {
    const plan = run('apt-get', ['install', '-s', '--no-install-recommends', 'awscli'])
    const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name)
    run('apt-get', ['download', ...packages])
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      run('dpkg', ['-x', file, 'root'])
    }
    if (!existsSync(root)) renameSync(join(work, 'root'), root)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
