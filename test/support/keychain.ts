import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { adopt, killGroup, release } from './children.js'
import { isInstalled } from './commands.js'
import { scratchEnv } from './run.js'

const NEEDED = ['dbus-daemon', 'gnome-keyring-daemon', 'dbus-send', 'setpriv']
const missing = NEEDED.filter((command) => !isInstalled(command))

/** Whether a Secret Service can be started on this machine. */
export const keychainAvailable = missing.length === 0
/** Why not, for the name of a skipped test. */
export const keychainReason = keychainAvailable ? '' : `not installed: ${missing.join(', ')}`

export interface KeychainOptions {
  /** Start with a locked collection. */
  locked?: boolean
  /** The system's unlock dialog: `silent` never answers; with `none` the service gives up at once. */
  prompter?: 'silent' | 'none'
  /** Sessions of rolecall's that are there from the start, under keys that nobody asks for. */
  others?: number
}

export interface Keychain extends AsyncDisposable {
  /** DBUS_SESSION_BUS_ADDRESS of a bus that nobody else uses. */
  readonly env: Readonly<Record<string, string>>
  /** For signals. */
  readonly pids: Readonly<Record<'bus' | 'service', number>>
  /** Locks the collection: who reads it next waits for the dialog. */
  lock(): Promise<void>
  /** Kills the service in the midst of whatever it does; the bus stays, and nobody answers at its name. */
  stop(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a real Secret Service, gnome-keyring, on a bus of its own, with an unlocked collection. Nothing outlives the
 * test process, however that dies: the kernel ends the bus with it, and the rest ends with the bus.
 */
export async function startKeychain(options: KeychainOptions = {}): Promise<Keychain> {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-keychain-'))
  const address = `unix:path=${join(folder, 'bus')}`
  const env = scratchEnv({
    HOME: folder,
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    DBUS_SESSION_BUS_ADDRESS: address,
  })
  await mkdir(env['XDG_RUNTIME_DIR'] ?? '', { mode: 0o700 })
  if (options.others) await writeKeyring(join(folder, 'data', 'keyrings'), options.others)
  const config = await writeBusConfig(folder, address, options.prompter ?? 'silent')
  const bus = start(['dbus-daemon', '--nofork', '--config-file', config, '--print-address=1'], env)
  await once(bus.stdout ?? bus, 'data')
  const service = start(
    ['gnome-keyring-daemon', '--foreground', '--components=secrets', '--unlock'],
    env,
  )
  service.stdin?.end('password of the collection')

  const keychain: Keychain = {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    pids: { bus: bus.pid ?? 0, service: service.pid ?? 0 },
    lock: () => tellService(env, 'Lock', 'login'),
    stop: () => end(service),
    async close() {
      await end(service)
      await end(bus)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    [Symbol.asyncDispose]: () => keychain.close(),
  }
  try {
    await untilServed(env)
    if (options.others) await tellService(env, 'Unlock', 'others')
    if (options.locked) await keychain.lock()
    return keychain
  } catch (error) {
    await keychain.close()
    throw error
  }
}

/** An unencrypted keyring of gnome-keyring's: to have it write 1,000 items one by one takes a minute. */
async function writeKeyring(folder: string, items: number): Promise<void> {
  const lines = ['[keyring]', 'display-name=others', 'lock-on-idle=false', 'lock-after=false']
  for (let item = 1; item <= items; item++) {
    lines.push(`[${item}]`, 'item-type=0', `display-name=other ${item}`)
    lines.push(`secret=${'x'.repeat(1000)}`)
    lines.push(`[${item}:attribute0]`, 'name=application', 'type=string', 'value=rolecall')
    lines.push(`[${item}:attribute1]`, 'name=key', 'type=string', `value=other-${item}`)
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'others.keyring'), `${lines.join('\n')}\n`, { mode: 0o600 })
}

/** The dialog is a program that the bus starts on demand; ours never takes the name it was started for. */
async function writeBusConfig(folder: string, address: string, prompter: string): Promise<string> {
  const services = join(folder, 'services')
  await mkdir(services)
  if (prompter === 'silent')
    await writeFile(
      join(services, 'prompter.service'),
      '[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/usr/bin/env setpriv --pdeathsig KILL sleep 3600\n',
    )
  const file = join(folder, 'bus.conf')
  await writeFile(
    file,
    `<busconfig>
      <type>session</type>
      <listen>${address}</listen>
      <servicedir>${services}</servicedir>
      <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
      <limit name="service_start_timeout">3600000</limit>
    </busconfig>`,
  )
  return file
}

function start(command: string[], env: Record<string, string>): ChildProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  if (child.pid) adopt(child.pid)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (!child.pid) return
  const ended =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
  killGroup(child.pid)
  release(child.pid)
  await ended
}

async function tellService(
  env: Record<string, string>,
  method: 'Lock' | 'Unlock',
  collection: string,
): Promise<void> {
  const root = '/org/freedesktop/secrets'
  const call = [root, `org.freedesktop.Secret.Service.${method}`]
  const objects = `array:objpath:${root}/collection/${collection}`
  await send(env, 'org.freedesktop.secrets', ...call, objects)
}

/** Calls a method on the private bus. */
async function send(env: Record<string, string>, name: string, ...call: string[]): Promise<string> {
  const args = ['--session', '--print-reply', `--dest=${name}`, ...call]
  const { stdout } = await promisify(execFile)('dbus-send', args, { env })
  return stdout
}

async function untilServed(env: Record<string, string>): Promise<void> {
  const question = ['/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
  for (let tries = 0; tries < 200; tries++) {
    if ((await send(env, 'org.freedesktop.DBus', ...question)).includes('boolean true')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('gnome-keyring-daemon did not take its name on the bus within 4 s')
}
