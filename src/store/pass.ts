import { envVar, type Env } from '../core/env.js'
import { findProgram } from '../system/process/find-program.js'
import { runHelper, type HelperEnd } from '../system/process/run-captured.js'
import { StoreError, type SecretStore, type StoreFault } from './store.js'

export interface PassOptions {
  env: Env
  /** Whether GnuPG may ask for the passphrase of its key, by its own dialog. */
  mayPrompt: boolean
  /** Milliseconds for a call in which nobody is asked anything. */
  limit?: number
  /** Milliseconds that a person has for the dialog. */
  dialogLimit?: number
}

/** What `pass` and GnuPG complain of; the rest is a key that cannot be used now. */
const FAULTS: readonly (readonly [RegExp, StoreFault, string])[] = [
  [/pass init|password store is empty/i, 'absent', 'pass has no store yet (pass init)'],
  [
    /no valid OpenPGP data|packet\(\d+\)|CRC error|bad data/i,
    'damaged',
    'an item of pass is damaged',
  ],
  [/no public key|unusable public key/i, 'absent', 'the GnuPG key of pass is not here'],
  [/no space left|disk quota/i, 'full', 'the disk is full'],
]

/** `pass`, the standard Unix password manager: one file a session, encrypted with the user's GnuPG key. */
export function passStore(options: PassOptions): SecretStore {
  const { env, mayPrompt, limit = 10_000, dialogLimit = 60_000 } = options

  const run = async (words: readonly string[], input?: string): Promise<HelperEnd> => {
    const program = findProgram('pass', { env })
    if (!program) throw new StoreError('absent', 'pass is not installed')
    const limitMs = mayPrompt ? dialogLimit : limit
    const end = await runHelper(program, words, {
      env: { ...env, ...quiet(env, mayPrompt) },
      limitMs,
      ...(input === undefined ? {} : { input }),
    }).catch((error: unknown) => {
      throw new StoreError('absent', 'pass cannot be run', error)
    })
    if (end) return end
    throw new StoreError('timeout', `pass did not answer within ${limitMs / 1000} s`)
  }

  return {
    name: 'pass',
    async probe() {
      refuse(await run(['ls']))
    },
    async read(key) {
      const end = await run(['show', pathOf(key)])
      if (isMissing(end)) return undefined
      refuse(end)
      return end.stdout.toString()
    },
    async write(key, value) {
      refuse(await run(['insert', '--multiline', '--force', pathOf(key)], value))
    },
    async remove(key) {
      const end = await run(['rm', '--force', pathOf(key)])
      if (!isMissing(end)) refuse(end)
    },
    close: () => undefined,
  }
}

const pathOf = (key: string): string => `rolecall/${key}`

/** In English, and without a dialog that nobody would see. */
function quiet(env: Env, mayPrompt: boolean): Env {
  const options = envVar(env, 'PASSWORD_STORE_GPG_OPTS') ?? ''
  return {
    LC_ALL: 'C.UTF-8',
    ...(mayPrompt ? {} : { PASSWORD_STORE_GPG_OPTS: `${options} --batch --pinentry-mode error` }),
  }
}

const isMissing = ({ status, stderr }: HelperEnd): boolean =>
  status !== 0 && /not in the password store/i.test(stderr)

function refuse({ status, stderr }: HelperEnd): void {
  if (status === 0) return
  const [, fault, message] = FAULTS.find(([words]) => words.test(stderr)) ?? []
  throw new StoreError(fault ?? 'locked', message ?? 'the GnuPG key of pass is locked')
}
