import { describeActiveRole } from '../../../core/describe-role.js'
import { childEnvironment } from '../../../emit/child-environment.js'
import { variablesOf } from '../../../emit/variables.js'
import {
  execCommand,
  startFailure,
  subshell,
  type StartFailure,
} from '../../../system/process/exec-command.js'
import { inheritedDescriptors } from '../../../system/process/inherited-descriptors.js'
import type { CommandLine } from '../../../system/process/run-foreground.js'
import type { Run } from '../../command-types.js'
import { namedProfile } from '../../parse-options.js'
import { commandBehindFlag } from './misplaced.js'
import type { execSpec } from './spec.js'
import { correctedHint, misplacedError } from './misplaced.js'

export const run: Run<typeof execSpec> = async ({ args, options, rest }, context) => {
  const { host } = context
  const { env, platform } = host
  const [file, ...following] = rest
  const isShell = file === undefined
  const command: CommandLine = isShell ? subshell(env, platform) : [file, ...following]
  const descriptors = inheritedDescriptors(command, env)
  const fail = ({ status, error }: StartFailure): number => {
    context.printError(error)
    return status
  }

  const profile = namedProfile(args, options)
  const failure = startFailure(command, host, isShell)
  if (failure) return fail(failure)
  const plan = context.plan(profile)
  const credentials = await context.credentials(plan)
  const { profile: name, region } = plan
  const environment = childEnvironment(env, variablesOf({ credentials, profile: name, region }), platform)
  if (isShell && host.streams.stderr.isTTY) {
    context.notify(`${describeActiveRole(plan, credentials, host.now().at)}; type exit to ${returnTo(env)}`)
  }
  const ending = await execCommand(command, environment, host, descriptors)
  return typeof ending === 'object' ? fail(ending) : ending
}
