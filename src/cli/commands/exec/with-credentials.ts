import { describeActiveRole } from '../../../core/describe-role.js'
import { envVar, type Env } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import { childEnvironment } from '../../../emit/child-environment.js'
import { variablesOf } from '../../../emit/variables.js'
import type { Ending } from '../../../system/process/ending.js'
import {
  execCommand,
  startFailure,
  subshell,
  type StartFailure,
} from '../../../system/process/exec-command.js'
import { inheritedDescriptors } from '../../../system/process/inherited-descriptors.js'
import type { CommandLine } from '../../../system/process/run-foreground.js'
import type { ParsedArgs } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { passedOn } from '../../emit-input.js'
import { namedProfile } from '../../parse-options.js'
import { misplacedHint } from './misplaced.js'
import type { execSpec } from './spec.js'

type Needs = 'host' | 'files' | 'plan' | 'credentials' | 'notify' | 'printError'

/**
 * `exec` with the credentials in the environment of the command.
 * @param chosen the profile; called once the command is found, because it may show the picker
 */
export async function runWithCredentials(
  { args, options, rest }: ParsedArgs<typeof execSpec>,
  context: Pick<CommandContext, Needs>,
  chosen = (): Promise<string | undefined> => Promise.resolve(namedProfile(args, options)),
): Promise<Ending> {
  const { host, notify } = context
  const { env, platform } = host
  const [file, ...following] = rest
  const isShell = file === undefined
  const command: CommandLine = isShell ? subshell(env, platform) : [file, ...following]
  const descriptors = inheritedDescriptors(command, env)

  const failure = startFailure(command, host, isShell)
  if (failure) return fail(failure, context, rest)
  const plan = context.plan(await chosen())
  const credentials = await context.credentials(plan)
  const variables = variablesOf(passedOn(plan, credentials, context, options.keepProfile))
  const environment = childEnvironment(env, variables, platform)
  if (isShell && host.streams.stderr.isTTY) {
    const role = describeActiveRole(plan, credentials, host.now().at)
    notify(`${role}; type exit to ${whatExitDoes(env)}`)
  }
  const ending = await execCommand(command, environment, host, descriptors)
  return typeof ending === 'object' ? fail(ending, context, rest) : ending
}

/** A shell in a shell looks as if one `exit` were enough to be without credentials. */
function whatExitDoes(env: Env): string {
  const outer = envVar(env, 'ROLECALL_PROFILE')
  return outer === undefined ? 'leave this shell' : `return to the shell of ${outer}`
}

/** Prints why the command does not start. @returns the exit status */
function fail(
  { status, error }: StartFailure,
  { host: { argv }, files, printError }: Pick<CommandContext, Needs>,
  rest: readonly string[],
): number {
  // Without its own first word and `--`.
  const before = argv.slice(1, argv.length - rest.length - 1)
  const isProfile = (name: string): boolean => files().profile(name) !== undefined
  const hint =
    rest.length > 0 && status === 127 && misplacedHint({ before, after: rest }, isProfile)
  printError(hint ? new RolecallError('failed', error.message, { hint }) : error)
  return status
}
