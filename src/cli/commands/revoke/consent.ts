import { unifiedDiff } from '../../../aws-files/diff.js'
import { RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import type { PolicyDocument } from '../../../core/policy/document.js'
import { openPromptStreams } from '../../../system/terminal/screen.js'
import type { CommandContext } from '../../context.js'
import { isPromptCancelled } from '../../ui/prompt-cancelled.js'

/**
 * The change of a policy for the user: the document if it is new, else the difference.
 * @param name of the policy, for the header
 */
export function shownChange(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  name: string,
): string {
  if (before === undefined) return textOf(after)
  return unifiedDiff(textOf(before), textOf(after), name)
}

const textOf = (document: PolicyDocument | undefined): string =>
  document === undefined ? '' : `${jsonText(document, 2)}\n`

/**
 * Asks before something is done.
 * @param what completes "rolecall revoke would ..."
 * @param again the command that does it without a prompt
 * @throws RolecallError 'usage' without a terminal; 'interrupted' if the user declines
 */
export async function askUser(
  question: string,
  { what, again }: { what: string; again: string },
  context: CommandContext,
): Promise<void> {
  const streams = context.mayPrompt ? openPromptStreams(context.host) : undefined
  if (!streams) {
    throw new RolecallError('usage', `rolecall revoke would ${what}`, {
      hint: `to do that without a prompt: ${again}`,
    })
  }
  const { configurePrompts } = await import('../../ui/prompts.js')
  try {
    if (await configurePrompts(streams).sure(question)) return
  } catch (error) {
    if (!isPromptCancelled(error)) throw error
  } finally {
    streams.close()
  }
  throw new RolecallError('interrupted', 'nothing was changed')
}
