import { envVar } from '../../../src/core/env.js'
import { parseSettings } from '../../../src/settings/settings.js'
import { readRemembered } from '../../../src/store/remembered.js'
import { readTextIfPresent } from '../../../src/system/files/read-file.js'
import type { Host } from '../../../src/system/host.js'

/**
 * Why the program must store a session. It is asked before a command of the user runs, because the
 * store is opened only afterwards, and the launcher lacks some stores.
 * The order is that of selectStore (src/store/select.ts), which opens what it selects.
 * @param requested the store of the command line
 * @returns undefined if the launcher can
 */
export function whyNotStored({ env, paths }: Host, requested?: string): string | undefined {
  const named =
    requested ?? envVar(env, 'ROLECALL_STORE') ?? readRemembered(paths)?.name ?? settingIn(paths)
  if (named === 'pass' || named === 'keytar') return `the store ${named}`
  if (envVar(env, 'ROLECALL_KEY_FILE') !== undefined) return undefined
  const hasPassphrase = envVar(env, 'ROLECALL_PASSPHRASE', 'ROLECALL_PASSPHRASE_FILE') !== undefined
  const isFile = named === 'file' || (hasPassphrase && named !== 'kernel' && named !== 'none')
  return isFile ? 'a passphrase' : undefined
}

const settingIn = ({ settings }: Host['paths']): string | undefined =>
  parseSettings(readTextIfPresent(settings)).store
