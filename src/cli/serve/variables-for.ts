import type { Plan } from '../../core/plan.js'
import {
  endpointVariables,
  hasDefaultCredentials,
  hiddenFiles,
  type CredentialsEndpoint,
} from '../../emit/endpoint-variables.js'
import type { Variable } from '../../emit/variables.js'
import type { CommandContext } from '../context.js'
import { limitLabel } from '../../core/describe-role.js'
import { surroundingsOf } from '../emit-input.js'

/**
 * The variables with which a program reads an endpoint. If [default] has credentials, SDKs prefer
 * them to any endpoint, so that the AWS files are hidden.
 */
export function variablesFor(
  plan: Plan,
  endpoint: CredentialsEndpoint,
  context: Pick<CommandContext, 'files' | 'host' | 'notify'>,
): Variable[] {
  const name = { profile: plan.profile, limit: limitLabel(plan) }
  const variables = endpointVariables(name, endpoint, surroundingsOf(plan, context))
  if (!hasDefaultCredentials(context.files())) return variables
  context.notify(
    'SDKs prefer the credentials of [default] to an endpoint, so rolecall hides the AWS files from them',
  )
  return [...variables, ...hiddenFiles(context.host.platform)]
}
