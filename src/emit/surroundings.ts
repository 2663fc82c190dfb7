import type { Env } from '../core/env.js'
import { recordOf, undoing } from './record.js'
import type { SdkSetting } from './sdk-settings.js'
import {
  applied,
  merged,
  PROFILE_NAMES,
  REGION_NAMES,
  variable,
  type Variable,
} from './variables.js'

/** What goes with the credentials of a profile. */
export interface Surroundings {
  region?: string | undefined
  settings?: readonly SdkSetting[]
  /** What keeps the settings of `[default]` from the program. */
  neutral?: readonly SdkSetting[]
  /** The value of AWS_PROFILE; undefined to unset it. */
  awsProfile?: string | undefined
}

/**
 * The variables beside the credentials: regions, the profile's name and settings, what an earlier
 * profile leaves behind, and the record for the next one. Without a region the user's own stays.
 * @param env the environment that they change
 */
export function surroundingVariables(
  { region, settings = [], neutral = [], awsProfile }: Surroundings,
  env: Env,
): Variable[] {
  const undone = undoing(env)
  const set = [
    ...(region === undefined ? [] : REGION_NAMES.map((name) => variable(name, region))),
    ...PROFILE_NAMES.map((name) => ({ name })),
    ...(awsProfile === undefined ? [] : [variable('AWS_PROFILE', awsProfile)]),
    ...[...settings, ...neutral].flatMap(({ variables, value }) =>
      variables.map((name) => variable(name, value)),
    ),
  ]
  return merged([...undone, ...set, recordOf(merged(set), applied(undone, env))])
}
