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
