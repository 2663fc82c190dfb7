import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { killGroup, trackGroup, untrackGroup } from './children.js'
import { isInstalled } from './commands.js'
import { scratchEnv } from './run.js'

const COMMANDS = ['dbus-daemon', 'gnome-keyring-daemon', 'dbus-send', 'setpriv']
const missing = COMMANDS.filter((command) => !isInstalled(command))

/** True if a Secret Service can be started on this machine. */
export const keychainAvailable = missing.length === 0
/** Reason for the title of a skipped test; empty if available. */
export const keychainReason = keychainAvailable ? '' : `not installed: ${missing.join(', ')}`

export interface KeychainOptions {
  /** Start with a locked collection. */
  locked?: boolean
  /** Unlock dialog: `silent` never answers; with `none`, the service fails at once. */
  prompter?: 'silent' | 'none'
  /** Without a default collection, as a service has that D-Bus started; true by default. */
  collection?: boolean
  /** Number of unrelated rolecall sessions to create at the start. */
  otherSessions?: number
  /** Texts of further collections, in gnome-keyring's format, by their names. */
  collections?: Readonly<Record<string, string>>
}

export interface Keychain extends AsyncDisposable {
  /** DBUS_SESSION_BUS_ADDRESS of the private bus. */
  readonly env: Readonly<Record<string, string>>
  /** Process IDs, for signals. */
  readonly pids: Readonly<Record<'bus' | 'service', number>>
  /** Locks the collection: the next reader waits for the unlock dialog. */
  lock(): Promise<void>
  /** Unlocks it, by a service that takes over and is given the password. */
  unlock(): Promise<void>
  /** Starts a service after {@link stop}, with the same collections; unlocked by default. */
  restart(options?: { unlocked: boolean }): Promise<void>
  /** Its home folder; the collections are in `data/keyrings`. */
  readonly folder: string
  /** Kills the service, even during a call. The bus keeps running without an owner of the name. */
  stop(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a real Secret Service (gnome-keyring) with an unlocked collection on a private bus.
 * If the test process dies, the kernel kills the bus, and the other processes exit with the bus.
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
  const keyrings = join(folder, 'data', 'keyrings')
  if (options.otherSessions) await writeKeyring(keyrings, options.otherSessions)
  for (const [name, text] of Object.entries(options.collections ?? {})) {
    await mkdir(keyrings, { recursive: true, mode: 0o700 })
    await writeFile(join(keyrings, `${name}.keyring`), text, { mode: 0o600 })
  }
  const config = await writeBusConfig(folder, address, options.prompter ?? 'silent')
  const bus = start(['dbus-daemon', '--nofork', '--config-file', config, '--print-address=1'], env)
  await once(bus.stdout ?? bus, 'data')
  let hasAborted = false
  const startService = (unlocked: boolean): ChildProcess => {
    const words = ['gnome-keyring-daemon', '--foreground', '--components=secrets']
    const child = start(unlocked ? [...words, '--unlock'] : words, env)
    if (unlocked) child.stdin?.end('password of the collection')
    // Aborts if a client disconnects at the wrong moment (gnome-keyring issue 196). As on a
    // desktop, another one takes over once, so that a test's second attempt has a keychain.
    child.once('exit', (_status, signal) => {
      if (hasAborted || (signal !== 'SIGTRAP' && signal !== 'SIGABRT')) return
      hasAborted = true
      console.error(`gnome-keyring-daemon ended by ${signal}; another one starts`)
      service = startService(unlocked)
    })
    return child
  }
  let service = startService(options.collection !== false)

  const keychain: Keychain = {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    get pids() {
      return { bus: bus.pid ?? 0, service: service.pid ?? 0 }
    },
    lock: () => callService(env, 'Lock', 'login'),
    async unlock() {
      await end(service)
      await keychain.restart()
    },
    stop: () => end(service),
    folder,
    async restart({ unlocked } = { unlocked: true }) {
      service = startService(unlocked)
      await waitForService(env)
    },
    async close() {
      await end(service)
      await end(bus)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    [Symbol.asyncDispose]: () => keychain.close(),
  }
  try {
    await waitForService(env)
    if (options.otherSessions) await callService(env, 'Unlock', 'others')
    if (options.locked) await keychain.lock()
    return keychain
  } catch (error) {
    await keychain.close()
    throw error
  }
}

/**
 * Writes an unencrypted keyring in gnome-keyring's format. Storing 1,000 items through the service
 * would take a minute.
 */
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

/**
 * The bus starts the unlock dialog on demand. A silent dialog never takes its bus name, so that the
 * service waits.
 */
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
  if (child.pid) trackGroup(child.pid)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (!child.pid) return
  const ended =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
  killGroup(child.pid)
  untrackGroup(child.pid)
  await ended
}

async function callService(
  env: Record<string, string>,
  method: 'Lock' | 'Unlock',
  collection: string,
): Promise<void> {
  const root = '/org/freedesktop/secrets'
  const call = [root, `org.freedesktop.Secret.Service.${method}`]
  const objects = `array:objpath:${root}/collection/${collection}`
  await callMethod(env, 'org.freedesktop.secrets', ...call, objects)
}

/** Calls a method on the private bus. */
async function callMethod(
  env: Record<string, string>,
  name: string,
  ...call: string[]
): Promise<string> {
  const args = ['--session', '--print-reply', `--dest=${name}`, ...call]
  const { stdout } = await promisify(execFile)('dbus-send', args, { env })
  return stdout
}

async function waitForService(env: Record<string, string>): Promise<void> {
  const call = ['/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await callMethod(env, 'org.freedesktop.DBus', ...call)).includes('boolean true')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('gnome-keyring-daemon did not take its name on the bus within 4 s')
}
