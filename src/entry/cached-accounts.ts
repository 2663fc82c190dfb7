import { showAccounts, type Shown } from '../cli/commands/accounts/show.js'
import { ssoPlace } from '../cli/identity-center/place.js'
import { currentAssignments } from '../cli/identity-center/remembered.js'
import { writeMessage } from '../cli/write-message.js'
import { isRolecallError } from '../core/errors.js'
import type { Host } from '../system/host.js'
import type { FastAnswer } from './cached-context.js'
import type { KnownPlan } from './known-plan.js'

/**
 * Answers `accounts` from the remembered list, by the code of the command, and loads neither the
 * parser of the full program nor the network.
 * @returns undefined if the full program must answer: no list, another option, an error
 */
export function cachedAccounts(
  host: Host,
  { files, planFor }: Pick<KnownPlan, 'files' | 'planFor'>,
): FastAnswer | undefined {
  const words = accountsWords(host.argv.slice(1))
  if (!words) return undefined
  let [stdout, stderr] = ['', '']
  const { isTTY, columns } = host.streams.stderr
  const terminal = { isTTY, columns, write: (text: string) => void (stderr += text) }
  const context = {
    host,
    files: () => files,
    plan: (profile: string | undefined) => planFor({ profile }),
    print: (text: string) => void (stdout += text),
    notify: (message: string) => writeMessage(terminal, 'rolecall', message),
  }
  try {
    const place = ssoPlace(words.session, undefined, context)
    const list = currentAssignments(place, host)
    if (!list) return undefined
    showAccounts(list, place, words, context)
    return { stdout, stderr, ending: 0 }
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}

/** The words of the command line. @returns undefined if there is anything else, or twice */
function accountsWords(args: readonly string[]): (Shown & { session?: string }) | undefined {
  const words: Record<string, string | boolean> = {}
  for (let at = 0; at < args.length; at++) {
    const [, flag, inWord] = /^--([a-z]+)(?:=(.*))?$/s.exec(args[at] ?? '') ?? []
    const isPart = flag === 'account' || flag === 'role'
    if (flag !== undefined && !isPart && args[at] !== '--json') return undefined
    const name = flag ?? 'session'
    const value = flag === undefined || isPart ? (inWord ?? args[isPart ? ++at : at] ?? '') : true
    if (Object.hasOwn(words, name) || value === '' || String(value).startsWith('-'))
      return undefined
    words[name] = value
  }
  return words
}
