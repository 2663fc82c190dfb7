import { readProfile } from '../../aws-files/profile.js'
import type { Plan } from '../../core/plan.js'
import { namedByEnvironment } from '../../plan/chain/base-profile.js'
import { caBundleOf } from '../../plan/sts-endpoint.js'
import type { CommandContext } from '../context.js'

/**
 * What a plan says of the network, for a sign-in that no plan leads to. A profile that is not named
 * only selects the CA bundle, as for any other call without a profile.
 * @param name of a profile, or of a sign-in
 */
export function planOfPlace(
  name: string,
  { files, host }: Pick<CommandContext, 'files' | 'host'>,
): Pick<Plan, 'profile' | 'caBundle'> {
  const inUse = namedByEnvironment(host) ?? 'default'
  const profile = readProfile(files(), name) ?? readProfile(files(), inUse)
  const caBundle = caBundleOf(profile ? [profile] : [], host.env)
  return { profile: name, ...(caBundle === undefined ? {} : { caBundle }) }
}
