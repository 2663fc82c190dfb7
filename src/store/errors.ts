import { RolecallError } from '../core/errors.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import { loginBus } from '../system/login-bus.js'
import { isStoreError, type StoreError, type StoreFault } from './store.js'

const FILES = 'or use encrypted files: rolecall store file'

const OTHER_STORE = 'or use another store: rolecall store lists what works here'

/** What the user can do about each fault of a store. */
const HINTS: Readonly<Record<StoreFault, string>> = {
  absent: 'rolecall store lists what works here; --store NAME uses another store',
  unreachable: `set DBUS_SESSION_BUS_ADDRESS to the bus of your login, ${FILES}`,
  untrusted: `set DBUS_SESSION_BUS_ADDRESS to a bus of your own, ${FILES}`,
  locked: `unlock it, ${OTHER_STORE}`,
  timeout: `restart it (systemctl --user restart gnome-keyring-daemon), ${OTHER_STORE}`,
  damaged: `try again, ${OTHER_STORE}`,
  undecryptable:
    'set ROLECALL_KEY_FILE to the key file that it was stored with, or unset it if that was a passphrase',
  full: `make room, for example with rolecall logout --all, ${OTHER_STORE}`,
}

/** How to unlock the store that is locked. */
const UNLOCK: Partial<Readonly<Record<NonNullable<StoreError['store']>, string>>> = {
  keychain:
    'unlock it: log in at the desktop, or without one run ' +
    '(read -rs p; printf %s "$p" | gnome-keyring-daemon --replace --unlock) and type its password; ' +
    OTHER_STORE,
  file:
    'set ROLECALL_KEY_FILE, ROLECALL_PASSPHRASE_FILE or ROLECALL_PASSPHRASE to what opens them, ' +
    'or run rolecall in a terminal',
  pass: `run export GPG_TTY=$(tty), then the command again, so that GnuPG can prompt, ${OTHER_STORE}`,
}

/** What the user can do about a store that fails: a lower-case sentence. */
export function storeHint({ fault, store }: StoreError): string {
  const bus = setBusCommand(fault)
  if (bus !== undefined) return `set DBUS_SESSION_BUS_ADDRESS (${bus}), ${FILES}`
  return (fault === 'locked' && store && UNLOCK[store]) || HINTS[fault]
}

/**
 * The command that names the bus of this user's login.
 * @returns undefined if that would not mend the fault, or the user has no such bus
 */
export function setBusCommand(fault: StoreFault): string | undefined {
  if (fault !== 'unreachable' && fault !== 'untrusted') return undefined
  const bus = loginBus()
  return bus === undefined ? undefined : `export DBUS_SESSION_BUS_ADDRESS=unix:path=${bus}`
}

/** The warning for a store that fails although the command can do without it. */
export function withoutCacheMessage(error: unknown): string {
  return `${explain(error)}: continuing without the session cache`
}

function explain(error: unknown): string {
  if (isSystemError(error)) return `cannot use ${error.path ?? 'a file'}: ${reason(error)}`
  return error instanceof Error ? error.message : String(error)
}

/** The error for a store that the user asked for, or that contains what is to be removed. */
export function storeUnavailableError(error: Error): RolecallError {
  const hint = isStoreError(error) ? storeHint(error) : HINTS.absent
  return new RolecallError('keychain', error.message, { hint, cause: error })
}
