import { withPromptLock } from '../coordination/prompt-lock.js'
import { describeRequest } from '../core/describe-role.js'
import { isRolecallError, RolecallError } from '../core/errors.js'
import type { Plan } from '../core/plan.js'
import { promptLimitMs } from '../mfa/prompt-limit.js'
import { askByDialog, hasDesktop } from '../system/desktop/dialog.js'
import type { Host } from '../system/host.js'
import { describeCaller, findCaller } from '../system/process/caller/calling-program.js'
import { openTerminal } from '../system/terminal/terminal.js'
import { monotonicMs } from '../system/time.js'

/** What asking a person needs. */
export interface ConfirmContext {
  host: Host
  /** False: no person can be asked, which counts as a refusal. */
  mayPrompt: boolean
  trace: (message: string) => void
}

/**
 * Asks a person whether a program gets the credentials of a plan. Only a yes counts: no, silence
 * and no person to ask are refusals. For an agent a dialog comes first, since it types on its own
 * terminal.
 * @throws RolecallError 'interrupted' after a no; 'interaction' without an answer
 */
export async function confirmByPerson(plan: Plan, context: ConfirmContext): Promise<void> {
  const { host, mayPrompt, trace } = context
  const who = wanting(plan, host)
  const answer = await ask(plan, who, context).catch((error: unknown) => {
    if (!isRolecallError(error) || error.code === 'interrupted') throw error
    const what = `you did not allow ${who} to get ${describeRequest(plan)}: ${error.message}`
    throw new RolecallError(error.code, what, { hint: HINT, reason: 'cannot-ask', cause: error })
  })
  trace(`confirmation: ${answer ?? (mayPrompt ? 'no way to ask' : 'no prompts allowed')}`)
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return
  if (answer !== undefined) {
    throw new RolecallError(
      'interrupted',
      `you did not allow ${who} to get ${describeRequest(plan)}`,
    )
  }
  const what = `you have to allow ${who} to get ${describeRequest(plan)}`
  throw new RolecallError('interaction', `${what}, and no prompt is possible here`, {
    hint: HINT,
    reason: 'cannot-ask',
  })
}

const HINT = 'run the command in a terminal or on a desktop, and answer yes'

/** `claude (pid 812, ~/infra)`, with the agent if there is one. */
function wanting({ agent }: Plan, host: Host): string {
  const caller = findCaller(host)
  const program = caller ? describeCaller(caller) : 'a program'
  return agent ? `${program}, run by the AI agent ${agent.name},` : program
}

async function ask(
  plan: Plan,
  who: string,
  { host, mayPrompt, trace }: ConfirmContext,
): Promise<string | undefined> {
  if (!mayPrompt) return undefined
  const lines = [
    `rolecall: ${who} wants ${describeRequest(plan)} (profile ${plan.profile})`,
    'Allow it? yes or no: ',
  ]
  const options = { timeoutMs: promptLimitMs(host), callerPid: findCaller(host)?.pid }
  const lock = { host, left: () => options.timeoutMs, trace, monotonicMs }
  const byDialog = async (): Promise<string | undefined> =>
    hasDesktop(host)
      ? withPromptLock('dialog', lock, () => askByDialog(lines, host, options))
      : undefined
  const terminal = openTerminal(host)
  const onTerminal = async (): Promise<string | undefined> =>
    terminal && withPromptLock(`terminal-${terminal.id}`, lock, () => terminal.ask(lines, options))
  return plan.agent
    ? ((await byDialog()) ?? (await onTerminal()))
    : ((await onTerminal()) ?? (await byDialog()))
}
