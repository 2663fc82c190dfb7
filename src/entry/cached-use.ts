import { processFaults } from '../cli/process-fault.js'
import { shellOfFunction, switchTo } from '../cli/commands/use/switch.js'
import { writeMessage } from '../cli/write-message.js'
import { selectStore } from '../store/select.js'
import type { Host } from '../system/host.js'
import { answerCached, cachedContext, leave, type FastAnswer } from './cached-context.js'
import type { FastPath } from './cached-session.js'
import type { KnownPlan } from './known-plan.js'
import { plainWords } from './plain-words.js'

/**
 * Answers `use NAME` from the cache, as the shell function calls it, by the code of the command.
 * @returns undefined if the full program must answer
 */
export async function cachedUse(
  host: Host,
  path: FastPath,
  known: KnownPlan,
): Promise<FastAnswer | undefined> {
  const [, ...args] = host.argv
  const { profile, format } = plainWords(args) ?? {}
  if (profile === undefined || format !== undefined || args.includes('--')) return undefined
  return answerCached(path, async () => {
    shellOfFunction(host)
    let [stdout, stderr] = ['', '']
    const { isTTY, columns } = host.streams.stderr
    const terminal = { isTTY, columns, write: (text: string) => void (stderr += text) }
    const context = cachedContext(host, path, known, (text) => void (stdout += text))
    const { files, plan } = known
    if (!/^arn:/.test(profile) && !files.profile(profile)) leave('there is no such profile')
    if (processFaults(host)(files, plan.profile) !== undefined) leave('the profile has a fault')
    const storeName = async (): Promise<string> => {
      const { store } = await selectStore(host, { ...path, mayPrompt: false, knownOnly: true })
      store.close()
      const holder = known.entry.store
      // Only of that store is it certain that it works: the session has come from it.
      return holder === store.name ? holder : leave('the session is in another store')
    }
    const notify = (message: string): void => writeMessage(terminal, 'rolecall', message)
    await switchTo(profile, {}, { ...context, notify, storeName })
    return { stdout, stderr, ending: 0 }
  })
}
