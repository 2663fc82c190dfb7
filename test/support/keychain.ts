import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real gnome-keyring on a message bus of its own, both in the foreground and both gone after `stop`. */
export interface Keychain extends AsyncDisposable {
  /** What a program needs to find it. */
  env: { DBUS_SESSION_BUS_ADDRESS: string }
  bus: ChildProcess
  daemon: ChildProcess | undefined
  /** Locks the default collection, as a screen lock does. */
  lock(): void
}

// No service directory: nobody starts a second keyring behind our back.
const BUS_CONFIG = (socket: string): string => `<busconfig>
  <type>session</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`

/** @param without the daemon: a bus on which nobody offers a keychain */
export async function startKeychain(options: { without?: 'daemon' } = {}): Promise<Keychain> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-keychain-'))
  const socket = join(folder, 'bus')
  const config = join(folder, 'bus.conf')
  writeFileSync(config, BUS_CONFIG(socket))
  const environment = { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` }
  const bus = spawn('dbus-daemon', ['--nofork', '--print-address', `--config-file=${config}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(bus.stdout ?? bus, 'data')
  let daemon: ChildProcess | undefined
  if (options.without !== 'daemon') {
    const args = [
      '--foreground',
      '--unlock',
      '--components=secrets',
      `--control-directory=${folder}`,
    ]
    daemon = spawn('gnome-keyring-daemon', args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...environment, HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder },
    })
    daemon.stdin?.end('a password')
    while (call('ReadAlias', 'string:default').includes('"/"')) await sleep(20)
  }

  function call(member: string, ...args: string[]): string {
    const target = ['--session', '--print-reply', '--dest=org.freedesktop.secrets']
    const method = `org.freedesktop.Secret.Service.${member}`
    const words = [...target, '/org/freedesktop/secrets', method, ...args]
    const { stdout } = spawnSync('dbus-send', words, { env: environment, encoding: 'utf8' })
    // No answer yet reads like an answer that there is nothing yet.
    return stdout || '"/"'
  }

  return {
    env: { DBUS_SESSION_BUS_ADDRESS: environment.DBUS_SESSION_BUS_ADDRESS },
    bus,
    daemon,
    lock: () => void call('Lock', 'array:objpath:/org/freedesktop/secrets/aliases/default'),
    async [Symbol.asyncDispose]() {
      for (const child of [daemon, bus]) {
        if (!child || child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
