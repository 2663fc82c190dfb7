import { parseRolecallCommand } from '../../../aws-files/adopt/recognize-process-command.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import type { Keys } from '../../../aws-files/keys.js'
import { KEY_PREFIX } from '../../../aws-files/profile.js'
import { NO_AGENTS } from '../../../core/agents/agent.js'
import { canonicalJson } from '../../../core/json.js'
import type { Env } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { lacksRole } from '../../../plan/missing-role.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { traitsOf } from '../../../sources/kinds.js'
import type { Host } from '../../../system/host.js'

/**
 * Refuses a profile that rolecall cannot serve, and one whose identity SDKs see differently, since
 * they ignore `include_profile` and `rolecall_` keys: what worked before must work the same
 * afterwards.
 * @throws RolecallError 'config'
 */
export function refuseOtherIdentity(files: AwsFiles, profile: string, host: Host): void {
  const inputs = { env: withKeys(host.env), userName: host.userName(), agents: NO_AGENTS }
  const ours = resolvePlan({ profile }, { ...inputs, files })
  if (ours.fallback) {
    throw new RolecallError('config', ours.fallback.message, ours.fallback)
  }
  const theirs = planOrUndefined(() =>
    resolvePlan({ profile }, { ...inputs, files: asSdksSee(files, profile) }),
  )
  // If SDKs can only guess that the machine has a role, the profile has no credentials for them.
  const hasCredentials = theirs !== undefined && !theirs.fallback && !lacksRole(theirs)
  if (!hasCredentials || identity(theirs) === identity(ours)) return
  throw new RolecallError(
    'config',
    `this would change the identity of profile ${profile}: SDKs use ${describe(theirs)}, rolecall uses ${describe(ours)}`,
    { hint: 'SDKs ignore include_profile and rolecall_ keys: write the profile without them' },
  )
}

/** A profile whose keys are in the environment of the program that uses it is not refused. */
function withKeys(env: Env): Env {
  return { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', ...env }
}

function planOrUndefined(plan: () => Plan): Plan | undefined {
  try {
    return plan()
  } catch {
    return undefined
  }
}

/** The files without what SDKs ignore, except in the profiles that run rolecall. */
function asSdksSee(files: AwsFiles, adopted: string): AwsFiles {
  const visible = (keys: Keys): Keys =>
    new Map([...keys].filter(([key]) => !key.startsWith(KEY_PREFIX) && key !== 'include_profile'))
  return {
    ...files,
    profile(name) {
      const keys = files.profile(name)
      const command = keys?.get('credential_process')?.value ?? ''
      const isServed = name !== adopted && parseRolecallCommand(command)
      return keys && !isServed ? visible(keys) : keys
    },
  }
}

/** Whose credentials they are: the source, and the roles that are assumed with it. */
function identity({ source, steps }: Plan): string {
  return canonicalJson({ source, roles: steps.flatMap((step) => roleOf(step) ?? []) })
}

function roleOf({ input }: Plan['steps'][number]): string | undefined {
  return 'RoleArn' in input ? input.RoleArn : undefined
}

function describe({ source, steps }: Plan): string {
  const last = steps.at(-1)
  return (last && roleOf(last)) ?? traitsOf(source).description
}
