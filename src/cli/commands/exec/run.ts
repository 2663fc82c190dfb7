import { childEnvironment } from '../../../emit/child-environment.js'
import { variablesOf } from '../../../emit/variables.js'
import {
  runForeground,
  subshell,
  type CommandLine,
} from '../../../system/process/run-foreground.js'
import { describeActiveRole } from '../../../core/describe-role.js'
import type { Run } from '../../command-types.js'
import { passedOn } from '../../emit-input.js'
import { namedProfile } from '../../parse-options.js'
import type { execSpec } from './spec.js'

export const run: Run<typeof execSpec> = async ({ args, options, rest }, context) => {
  const profile = namedProfile(args, options)
  const { env, platform } = context.host
  const plan = context.plan(profile)
  const credentials = await context.credentials(plan)
  const variables = variablesOf(passedOn(plan, credentials, context, options.keepProfile))
  const environment = childEnvironment(env, variables, platform)
  const [file, ...following] = rest
  const command: CommandLine =
    file === undefined ? subshell(environment, platform) : [file, ...following]
  if (file === undefined && context.host.streams.stderr.isTTY) {
    context.notify(
      `${describeActiveRole(plan, credentials, context.host.now().at)}; type exit to leave this shell`,
    )
  }
  const { status, failure } = await runForeground(command, environment)
  if (failure) context.printError(failure)
  return status
}
