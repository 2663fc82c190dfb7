import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { sorted, type Component } from './component.js'

interface Metadata {
  packages: {
    name: string
    version: string
    license: string | null
    manifest_path: string
    source: string | null
  }[]
}

/**
 * The crates that are linked into the launcher; not those that only build or test it.
 * @param target triple, such as `x86_64-unknown-linux-gnu`
 */
export function crates(root: string, target: string): Component[] {
  const linked = new Set(
    cargo(root, ['tree', '-e', 'normal', '--target', target, '--prefix', 'none', '-f', '{p}'])
      .split('\n')
      .map((line) => /^(\S+ v\S+)/.exec(line)?.[1]),
  )
  const metadata = cargo(root, ['metadata', '--format-version', '1', '--filter-platform', target])
  const { packages } = JSON.parse(metadata) as Metadata
  return sorted(
    packages
      .filter(({ name, version, source }) => source !== null && linked.has(`${name} v${version}`))
      .map(({ name, version, license, manifest_path: manifest }) => ({
        ecosystem: 'cargo',
        name,
        version,
        licence: license ?? '',
        folder: dirname(manifest),
      })),
  )
}

function cargo(root: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('cargo', [...args, '--locked', '--offline'], {
    cwd: join(root, 'launcher'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`cargo ${args[0]}: ${stderr}`)
  return stdout
}
