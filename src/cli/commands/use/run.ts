import { RolecallError } from '../../../core/errors.js'
import { leaveVariables, previousRole } from '../../../emit/switch-variables.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import type { ParsedArgs, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { pickedProfile } from '../../chosen-profile.js'
import { namedProfile } from '../../parse-options.js'
import type { useSpec } from './spec.js'
import { shellOfFunction, printVariables, switchTo } from './switch.js'

export const run: Run<typeof useSpec> = async (parsed, context) => {
  // Before the user is asked for anything.
  shellOfFunction(context.host)
  if (parsed.options.unset) {
    printVariables(leaveVariables(context.host.env), context)
    return 0
  }
  const profile = await chosenProfile(parsed, context)
  const storeName = (): Promise<string> => context.cache().storeName()
  await switchTo(profile, parsed.options, { ...context, storeName })
  return 0
}

async function chosenProfile(
  { args, options }: ParsedArgs<typeof useSpec>,
  context: CommandContext,
): Promise<string> {
  const { host } = context
  const word = namedProfile(args, options)
  if (word === '-') {
    const previous = previousRole(host.env)
    if (previous !== undefined) return previous
    throw new RolecallError('usage', 'this shell has no previous role', {
      hint: 'give a name: rolecall use PROFILE',
    })
  }
  const isKnown = word !== undefined && (/^arn:/.test(word) || context.files().profile(word))
  if (isKnown) return word
  if (!context.mayPrompt || !openTerminal(host)) {
    // The plan's error suggests similar names.
    if (word !== undefined) return word
    throw new RolecallError(
      'interaction',
      'no role was given, and there is no terminal to prompt on',
      {
        hint: 'give a name: rolecall use PROFILE',
      },
    )
  }
  return pickedProfile(context, word)
}
