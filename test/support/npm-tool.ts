import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A package of npm for one test, such as a shell, which `npm ci` does not install. It is fetched
 * once, without its scripts, into the temporary folder.
 * @param version exact
 * @returns its folder, undefined if it cannot be had; the reason is printed to stderr
 */
export function npmTool(name: string, version: string): string | undefined {
  const prefix = join(tmpdir(), 'rolecall-tools', `${name.replaceAll(/[@/]/g, '-')}-${version}`)
  const folder = join(prefix, 'node_modules', name)
  if (existsSync(folder)) return folder
  mkdirSync(prefix, { recursive: true })
  const flags = ['--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']
  const { status, stderr } = spawnSync('npm', ['install', ...flags, `${name}@${version}`], {
    encoding: 'utf8',
  })
  if (status === 0) return folder
  console.error(`${name} ${version} is not available: ${stderr}`)
  return undefined
}
