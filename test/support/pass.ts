import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isInstalled } from './commands.js'
import { runCommand, scratchEnv } from './run.js'

const missing = ['pass', 'gpg', 'gpgconf'].filter((command) => !isInstalled(command))

/** Why there is no `pass` here, for the name of a skipped test; '' where there is one. */
export const passReason = missing.length === 0 ? '' : `not installed: ${missing.join(', ')}`

export interface PassHome extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** The folder of its encrypted files. */
  readonly store: string
  close(): Promise<void>
}

/**
 * A real `pass` on a real GnuPG key, both in a home of their own.
 * @param passphrase of the key; with one the key is locked
 */
export async function startPass(passphrase = ''): Promise<PassHome> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-pass-'))
  const env = scratchEnv({ HOME: folder })
  const run = async (command: string, ...args: string[]): Promise<void> => {
    const { code, stderr } = await runCommand(command, args, { env })
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  }
  const unattended = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase]
  await run('gpg', ...unattended, '--quick-generate-key', 'rolecall@example.test', 'future-default')
  await run('pass', 'init', 'rolecall@example.test')
  // The agent remembers the passphrase of a key that it has just made.
  await run('gpgconf', '--kill', 'gpg-agent')
  const close = async (): Promise<void> => {
    await run('gpgconf', '--kill', 'gpg-agent')
    rmSync(folder, { recursive: true, force: true })
  }
  return { env, store: join(folder, '.password-store'), close, [Symbol.asyncDispose]: close }
}
