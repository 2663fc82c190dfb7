import { noProfilesHint } from '../../aws-files/missing-profile.js'
import type { Profile } from '../../aws-files/profile.js'
import type { Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { ConfigInputs } from '../../sources/config-inputs.js'
import { halfKeyOfEnvironmentError } from '../../sources/environment/parse.js'
import { ciHint, ciSystemHere } from '../../sources/web-identity/ci-systems.js'
import { missingCredentialsError } from './missing-credentials.js'

/**
 * The error if no profile is named, and neither [default] nor the machine has credentials.
 * @param byDefault [default], if there is one
 * @param forRole whether the command line names a role
 */
export function nothingError(
  byDefault: Profile | undefined,
  { env, files }: ConfigInputs,
  forRole: boolean,
): RolecallError {
  const half = halfKeyOfEnvironmentError(env)
  if (half) return half
  if (byDefault) return missingCredentialsError([byDefault], files)
  const nameHint = 'name a profile, or set AWS_PROFILE; `rolecall list` shows the profiles'
  return new RolecallError('config', 'no profile is named, and there is no [default]', {
    hint: forRole ? sourceHint(env) : (noProfilesHint(files) ?? nameHint),
  })
}

function sourceHint(env: Env): string {
  const name = 'name the profile whose credentials assume the role: --source-profile NAME'
  const system = ciSystemHere(env)
  return system ? `${ciHint(system)}; or ${name}` : name
}
