import { envVar, type Env } from '../core/env.js'
import { printable } from '../core/printable.js'
import { utf8Text } from '../system/bytes.js'
import { findProgram } from '../system/process/path/find-program.js'
import { runCaptured, type CapturedEnd } from '../system/process/run-captured.js'
import { StoreError, type SecretStore, type StoreFault } from './store.js'

/** Options of {@link passStore}. */
export interface PassOptions {
  env: Env
  /** Whether GnuPG may show its own dialog for the passphrase of the key. */
  mayPrompt: boolean
  /** Name or absolute path of the program; `pass` by default. */
  program?: string
  /** Time limit of a call without a dialog, in milliseconds. */
  timeoutMs?: number
  /** Time limit of a call with a dialog, in milliseconds. */
  dialogTimeoutMs?: number
}

/** Faults by what `pass` and GnuPG write to stderr. */
const FAULTS: readonly (readonly [RegExp, StoreFault, string])[] = [
  [/pass init|password store is empty/i, 'absent', 'pass has no store yet (pass init)'],
  [
    /no valid OpenPGP data|packet\(\d+\)|CRC error|bad data/i,
    'damaged',
    'an item of pass is damaged',
  ],
  [/no public key|unusable public key/i, 'absent', 'the GnuPG key of pass is not here'],
  [/no space left|disk quota/i, 'full', 'the disk is full'],
  [
    /pinentry|bad passphrase|no passphrase given|operation cancelled|timeout|ioctl for device/i,
    'locked',
    'the GnuPG key of pass is locked',
  ],
  // What GnuPG says of a locked key too, if it must not prompt.
  [/no secret key/i, 'locked', 'the GnuPG key of pass is locked, or its secret part is not here'],
]

/**
 * The store `pass`, the standard Unix password manager: one file per item, encrypted with GnuPG.
 */
export function passStore(options: PassOptions): SecretStore {
  const run = (args: readonly string[], input?: string): Promise<CapturedEnd> =>
    runPass(args, options, input)
  return {
    name: 'pass',
    async probe() {
      assertSuccess(await run(['ls']))
    },
    read: (key) => decryptEntry(pathOf(key), options),
    async write(key, value) {
      assertSuccess(await run(['insert', '--multiline', '--force', pathOf(key)], value))
    },
    async remove(key) {
      const end = await run(['rm', '--force', pathOf(key)])
      if (!isMissing(end)) assertSuccess(end)
    },
    close: () => undefined,
  }
}

/**
 * Decrypts an entry of pass.
 * @returns undefined if there is none
 * @throws StoreError
 */
export async function decryptEntry(
  path: string,
  options: PassOptions,
): Promise<string | undefined> {
  const end = await runPass(['show', path], options)
  if (isMissing(end)) return undefined
  assertSuccess(end)
  return utf8Text(end.stdout)
}

async function runPass(
  args: readonly string[],
  { env, mayPrompt, program = 'pass', timeoutMs = 10_000, dialogTimeoutMs = 60_000 }: PassOptions,
  input?: string,
): Promise<CapturedEnd> {
  const file = findProgram(program, { env })
  if (!file) throw new StoreError('absent', `${program} is not installed`)
  const timeLimitMs = mayPrompt ? dialogTimeoutMs : timeoutMs
  const end = await runCaptured(file, args, {
    env: { ...env, ...variablesFor(env, mayPrompt) },
    timeoutMs: timeLimitMs,
    ...(input === undefined ? {} : { input }),
  }).catch((error: unknown) => {
    throw new StoreError('absent', `${program} cannot be run`, error)
  })
  if (end) return end
  throw new StoreError('timeout', `${program} did not respond within ${timeLimitMs / 1000} s`)
}

const pathOf = (key: string): string => `rolecall/${key}`

/**
 * English messages, which {@link FAULTS} recognises, and no dialog without permission to prompt.
 */
function variablesFor(env: Env, mayPrompt: boolean): Env {
  const options = envVar(env, 'PASSWORD_STORE_GPG_OPTS') ?? ''
  return {
    LC_ALL: 'C.UTF-8',
    ...(mayPrompt ? {} : { PASSWORD_STORE_GPG_OPTS: `${options} --batch --pinentry-mode error` }),
  }
}

const isMissing = ({ status, stderr }: CapturedEnd): boolean =>
  status !== 0 && /not in the password store/i.test(stderr)

function assertSuccess({ status, stderr }: CapturedEnd): void {
  if (status === 0) return
  const [, fault, message] = FAULTS.find(([pattern]) => pattern.test(stderr)) ?? []
  if (fault && message) throw new StoreError(fault, message)
  const lines = stderr.trim().split('\n')
  throw new StoreError('absent', `pass failed: ${printable(lines.at(-1) || `status ${status}`)}`)
}
