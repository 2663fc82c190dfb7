import type { AgentInputs } from '../../../core/agents/agent.js'
import { agentInEnvironment, agentOfProgram } from '../../../core/agents/known-agents.js'
import { once } from '../../../core/once.js'
import { agentModeIn } from '../../../settings/agents.js'
import { readTextIfPresent } from '../../files/read-file.js'
import { changedAt } from '../../files/read-own-file.js'
import type { Host } from '../../host.js'
import { fromProc, type ProcessEntry } from '../proc.js'

/** Reads a process; undefined if the system does not show it. */
export type ReadProcess = (pid: number) => ProcessEntry | undefined

/** More ancestors than any real chain has; reused process ids could form a loop. */
const MAX_ANCESTORS = 32

/**
 * The rule for AI agents on this machine, and the agent that runs rolecall: by the environment, and
 * by its ancestors. Both are read when a plan asks for them, and once.
 */
export function agentInputs(host: Host, read: ReadProcess): AgentInputs {
  return {
    mode: once(() => agentModeIn(settingsText(host.paths.settings))),
    find: once(() => agentInEnvironment(host.env) ?? agentAmongAncestors(host.ppid, read)),
  }
}

/** Most users have no settings file, and the exception of a failed `open` takes 0.1 ms. */
function settingsText(path: string): string {
  return changedAt(path) === undefined ? '' : readTextIfPresent(path)
}

function agentAmongAncestors(pid: number, read: ReadProcess): string | undefined {
  let next = pid
  for (let step = 0; step < MAX_ANCESTORS && next > 1; step++) {
    const found = read(next)
    if (!found) return undefined
    const agent = agentOfProgram(found.argv)
    if (agent !== undefined) return agent
    next = found.parent
  }
  return undefined
}

/**
 * Reads a process on the fast path, which starts no other program.
 * @throws Error on other systems than Linux: the full program must answer
 */
export function readOnFastPath({ platform }: Pick<Host, 'platform'>): ReadProcess {
  return (pid) => {
    if (platform !== 'linux') throw new Error('only the full program looks at processes here')
    try {
      return fromProc(pid)
    } catch {
      return undefined
    }
  }
}
