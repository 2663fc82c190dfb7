import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../docs/markdown.js'
import { runCommand, type RunOptions, type RunResult } from '../../support/run.js'
import { runInTerminal, type Terminal } from '../../support/terminal.js'

/** A system on which a release is installed, with the network of this machine. */
export interface Machine {
  /** Runs a command there. */
  run(words: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs it in a terminal. */
  inTerminal(words: readonly string[], env: Readonly<Record<string, string>>): Terminal
  /** The path there of a file of this machine, and the other way round. */
  inside(path: string): string
  /** A folder for homes, as this machine sees it. */
  homes: string
}

/** Where roots and fetched packages are kept for the next run. */
const CACHE = join(tmpdir(), 'rolecall-machines')

/** Gives a root its own /proc and this machine's /dev; the namespace ends with the command. */
const ENTER = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'

/**
 * A root folder as a system of its own; needs to be root.
 * @param path of the folder, with `proc` and `dev`
 */
export function rootMachine(path: string): Machine {
  const homes = join(path, 'homes')
  mkdirSync(homes, { recursive: true })
  const enter = ['--mount', '--propagation', 'private', 'sh', '-c', ENTER, path]
  const withPath = (env: Readonly<Record<string, string>> = {}) => ({
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    ...env,
  })
  return {
    homes,
    inside: (file) => file.slice(path.length),
    run: (words, options = {}) =>
      runCommand('unshare', [...enter, ...words], { ...options, env: withPath(options.env) }),
    inTerminal: (words, env) =>
      runInTerminal('unshare', [...enter, ...words], { env: withPath(env) }),
  }
}

/**
 * This machine, whose kernel runs programs of another processor by qemu.
 * @param env with what qemu needs
 * @param folder where an archive is unpacked
 */
export function ownMachine(folder: string, env: Readonly<Record<string, string>>): Machine {
  return {
    homes: folder,
    inside: (file) => file,
    run: ([file = '', ...words], options = {}) =>
      runCommand(file, words, { ...options, env: { ...env, ...options.env } }),
    inTerminal: ([file = '', ...words], more) =>
      runInTerminal(file, words, { env: { ...env, ...more } }),
  }
}

/** @returns the path of a file of release/ @throws Error if it was not built */
export function released(pattern: RegExp): string {
  const folder = process.env['RELEASE'] ?? join(PROJECT, 'release')
  const name = existsSync(folder) ? readdirSync(folder).find((each) => pattern.test(each)) : ''
  if (!name) throw new Error(`release/ has no ${pattern.source}: npm run release`)
  return join(folder, name)
}

/** Makes a folder of the cache unless it is there; a half made one does not stay. */
export function cached(name: string, make: (folder: string) => void): string {
  const folder = join(CACHE, name)
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true, mode: 0o755 })
  const making = `${folder}.new`
  rmSync(making, { recursive: true, force: true })
  make(making)
  renameSync(making, folder)
  return folder
}

/**
 * Fetches packages of Debian 13 with apt, whatever this machine runs, and unpacks them into a root
 * without their dependencies.
 */
export function unpackPackages(root: string, names: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-packages-'))
  const path = (name: string): string => join(folder, name)
  mkdirSync(path('lists/partial'), { recursive: true })
  mkdirSync(path('debs'))
  writeFileSync(path('sources.list'), 'deb http://deb.debian.org/debian trixie main\n')
  const options = [
    `-oDir::Etc::sourcelist=${path('sources.list')}`,
    '-oDir::Etc::sourceparts=-',
    `-oDir::State::lists=${path('lists')}`,
    `-oDir::Cache=${folder}`,
  ]
  const apt = (...words: string[]): unknown =>
    execFileSync('apt-get', ['-qq', ...options, ...words], { cwd: path('debs'), stdio: 'ignore' })
  apt('update')
  apt('download', ...names)
  for (const name of readdirSync(path('debs'))) {
    execFileSync('dpkg-deb', ['--extract', join(path('debs'), name), root])
  }
  rmSync(folder, { recursive: true })
}
