import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled } from '../test/support/commands.js'
import { timed } from './rounds.js'

export interface AwsCli {
  file: string
  args: readonly string[]
  env: Readonly<Record<string, string>>
  /** `aws-cli/2.9.19`. */
  version: string
}

/** Debian's package and its dependencies, without Python itself. */
const PACKAGES = [
  'awscli',
  ...['awscrt', 'cffi-backend', 'colorama', 'cryptography', 'dateutil', 'distro', 'docutils'],
  ...['jmespath', 'prompt-toolkit', 'pyasn1', 'roman', 'ruamel.yaml', 'ruamel.yaml.clib', 'six'],
  ...['urllib3', 'wcwidth'],
].map((name) => (name === 'awscli' ? name : `python3-${name}`))

/**
 * Finds the AWS CLI v2 in PATH. If it is not installed, unpacks Debian's package in the temporary
 * folder, which later runs use as well. Version 1 has no `configure export-credentials`.
 * @returns the reason if there is none
 */
export async function findAwsCli(): Promise<AwsCli | string> {
  const env = { PATH: process.env['PATH'] ?? '' }
  const inPath = isInstalled('aws') ? await versioned({ file: 'aws', args: [], env }) : undefined
  if (inPath) return inPath
  if (!isInstalled('apt-get') || !isInstalled('dpkg-deb')) return 'not installed'
  const folder = join(tmpdir(), 'rolecall-bench-aws-cli')
  const root = join(folder, 'root')
  try {
    if (!existsSync(root)) await unpack(folder, root)
    const modules = join(root, 'usr/lib/python3/dist-packages')
    const args = [join(root, 'usr/bin/aws')]
    const unpacked = { file: '/usr/bin/python3', args, env: { ...env, PYTHONPATH: modules } }
    return (await versioned(unpacked)) ?? 'not installed, and the Debian package is not version 2'
  } catch (error) {
    return `not installed, and the Debian package cannot be downloaded: ${String(error).split('\n', 1)[0]}`
  }
}

async function versioned(cli: Omit<AwsCli, 'version'>): Promise<AwsCli | undefined> {
  const { stdout } = await timed({ ...cli, args: [...cli.args, '--version'] })
  const [version] = /^aws-cli\/2\.\S+/.exec(stdout) ?? []
  return version === undefined ? undefined : { ...cli, version }
}

async function unpack(folder: string, root: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const env = { PATH: process.env['PATH'] ?? '' }
  const fetch = `cd "$0" && apt-get download -q "$@"`
  await timed({ file: 'sh', args: ['-c', fetch, folder, ...PACKAGES], env })
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.deb')) continue
    await timed({ file: 'dpkg-deb', args: ['-x', join(folder, name), root], env })
  }
}
