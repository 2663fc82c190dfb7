import { accountOfKeyId } from '../core/access-key-id.js'
import { isoSeconds } from '../core/credentials.js'
import { isRolecallError } from '../core/errors.js'
import { once } from '../core/once.js'
import { parseHistory } from '../settings/history.js'
import { readTextIfPresent } from '../system/files/read-file.js'
import { isSystemError, reason } from '../system/files/system-error.js'
import type { Host } from '../system/host.js'
import { join } from '../system/path.js'
import { findCaller } from '../system/process/caller/calling-program.js'
import { STATE_PATHS } from '../system/state-paths.js'
import { lineOf, type HistoryEntry } from './entry.js'
import { appendToJournal } from './segments.js'

type Optional<Name extends keyof HistoryEntry> = { [Each in Name]?: string | undefined }

/** What is known of a call to AWS before it is made. */
export type Facts = Pick<HistoryEntry, 'profile' | 'operation' | 'region'> & MoreFacts

/** What may be known. */
export type MoreFacts = Optional<
  | 'stepProfile'
  | 'account'
  | 'role'
  | 'profileRegion'
  | 'signedBy'
  | 'sessionArn'
  | 'sessionName'
  | 'sourceIdentity'
  | 'mfaSerial'
  | 'accessKeyId'
  | 'callerArn'
  | 'before'
  | 'undo'
>

/** What is known of what AWS issued. */
export type IssuedFacts = Optional<'accessKeyId' | 'sessionArn' | 'account' | 'role' | 'expires'>

/** Writes one line to the journal. Never throws: it must not cost anyone the credentials. */
export type Recorder = (entry: Answered) => void

type Answered = Facts & IssuedFacts & Optional<'error'> & Pick<HistoryEntry, 'event'>

/**
 * Makes the recorder of a command. Nothing is read before the first line is written.
 * @param command as the user types it
 * @param trace says why a line was not written
 */
export function recorder(
  host: Pick<Host, 'now' | 'paths' | 'ppid' | 'platform' | 'cwd'>,
  { command, isBackground }: { command: string; isBackground: boolean },
  trace: (message: string) => void,
): Recorder {
  const kept = once(() => parseHistory(readTextIfPresent(host.paths.settings)))
  const caller = once(() => (isBackground ? undefined : findCaller(host)))
  return (entry) => {
    try {
      const setting = kept()
      if (!setting.isOn) return
      const { at } = host.now()
      const program = caller()
      const line = lineOf({
        ...entry,
        account: entry.account ?? accountOfKeyId(entry.accessKeyId ?? entry.signedBy ?? ''),
        at: isoSeconds(at),
        id: newId(),
        command,
        ...(isBackground ? { background: true } : {}),
        ...(program ? { program: program.name, pid: program.pid } : {}),
      })
      appendToJournal(join(host.paths.state, STATE_PATHS.history), line, {
        at,
        keepSeconds: setting.keepSeconds,
      })
    } catch (error) {
      const why = isSystemError(error) ? reason(error) : String(error)
      trace(`history: nothing was written: ${why}`)
    }
  }
}

/** Ten hex digits: among a million entries, two are the same once in two runs. */
function newId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 10)
}

/**
 * Makes a call, and records what AWS answered before anyone else can see it: a process that is
 * killed later has handed out nothing that the journal lacks.
 * @param issued what the answer contains
 */
export async function recorded<T>(
  record: Recorder,
  facts: Facts,
  call: () => Promise<T>,
  issued: (answer: T) => IssuedFacts,
): Promise<T> {
  try {
    const answer = await call()
    record({ ...issued(answer), ...known(facts), event: 'issued' })
    return answer
  } catch (error) {
    recordDenial(record, facts, error)
    throw error
  }
}

/** Without what is not known, which the answer may tell. */
function known(facts: Facts): Facts {
  const defined = Object.entries(facts).filter(([, value]) => value !== undefined)
  return Object.fromEntries(defined) as typeof facts
}

/**
 * Records a failure if AWS refused this identity. A call without an answer is not recorded, because
 * its outcome is unknown. Nor is a duration that is too long: rolecall may shorten it by itself.
 */
function recordDenial(record: Recorder, facts: Facts, error: unknown): void {
  if (!isRolecallError(error) || error.code !== 'refused') return
  if (error.reason === 'chaining-limit' || error.reason === 'role-limit') return
  record({ ...facts, event: 'denied', error: error.awsCode ?? 'refused' })
}
