import { readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.js'

/** Owner, order and times of a tarball do not depend on the machine. GNU tar has these options. */
const REPRODUCIBLE = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu']

/**
 * Packs a folder as `.tar.xz`, with the same bytes each time.
 * @param path of the archive
 * @param time seconds since 1970, of every file
 * @param level of xz, 0 to 9
 */
export function makeArchive(folder: string, path: string, time: number, level = 6): void {
  const tar = path.replace(/\.xz$/, '')
  const times = [`--mtime=@${time}`, '--mode=u+rw,go=rX']
  runCommand('tar', ['-cf', tar, ...REPRODUCIBLE, ...times, '-C', folder, '.'])
  // With several threads xz writes the same blocks, however many there are; with one it does not.
  runCommand('xz', ['-T2', `-${level}`, '--force', tar])
}

/**
 * Packs a folder as `.zip`, for Windows, with the same bytes each time.
 * @param path absolute
 * @param time seconds since 1970, of every file
 */
export function makeZip(folder: string, path: string, time: number): void {
  rmSync(path, { force: true })
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const name of names) utimesSync(name, time, time)
  const input = names.map((name) => `${name.slice(folder.length + 1)}\n`).join('')
  // A zip has local times.
  const env = { TZ: 'UTC' }
  runCommand('zip', ['-X', '-q', path, '-@'], { cwd: folder, input, env })
}
