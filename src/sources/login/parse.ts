import type { Profile } from '../../aws-files/profile.js'
import { partitionById, partitionOfRegion } from '../../core/arn.js'
import { envVar } from '../../core/env.js'
import type { LoginSource } from '../../core/source/sign-ins.js'
import type { ConfigInputs } from '../config-inputs.js'
import { serviceEndpoint } from '../endpoints.js'
import { loginKind } from './traits.js'

/**
 * A sign-in by `aws login`, in the region of the profile, of the environment, or of the partition.
 * @param settings the profile that was asked for, whose endpoint is used
 * @returns undefined if the profile has no `login_session`
 */
export function parseLogin(
  profile: Profile,
  settings: Profile | undefined,
  inputs: ConfigInputs,
): LoginSource | undefined {
  const session = profile.get('login_session')
  if (!session) return undefined
  const partition = partitionById(session.split(':')[1] ?? '') ?? partitionOfRegion('')
  const region = profile.get('region') ?? envVar(inputs.env, 'AWS_REGION', 'AWS_DEFAULT_REGION')
  const { defaultRegion } = partition
  return loginKind.identify(
    {
      kind: 'login',
      profile: profile.name,
      session,
      region: region ?? defaultRegion,
      ...serviceEndpoint('signin', settings, inputs),
    },
    inputs.files.evidence,
  )
}
