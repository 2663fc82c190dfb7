import type { Profile } from '../../aws-files/profile.js'
import { partitionById, partitionOfRegion } from '../../core/arn.js'
import { envVar, type Env } from '../../core/env.js'
import type { Evidence } from '../../core/evidence.js'
import type { LoginSource } from '../../core/source.js'
import { loginKind } from './traits.js'

/**
 * A sign-in by `aws login`, in the region of the profile, of the environment, or of the partition.
 * @returns undefined if the profile has no `login_session`
 */
export function parseLogin(
  profile: Profile,
  env: Env,
  evidence: Evidence,
): LoginSource | undefined {
  const session = profile.get('login_session')
  if (!session) return undefined
  const partition = partitionById(session.split(':')[1] ?? '') ?? partitionOfRegion('')
  const region = profile.get('region') ?? envVar(env, 'AWS_REGION', 'AWS_DEFAULT_REGION')
  const { defaultRegion } = partition
  return loginKind.identify(
    { kind: 'login', profile: profile.name, session, region: region ?? defaultRegion },
    evidence,
  )
}
