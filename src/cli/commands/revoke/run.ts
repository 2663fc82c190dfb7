import { RolecallError } from '../../../core/errors.js'
import type { Reach } from '../../../core/policy/reach.js'
import { roleId, type RoleCall } from '../../../iam/role-policies.js'
import { checked } from '../../../plan/inputs/validate.js'
import type { OptionsOf, Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { parseBefore } from './before.js'
import { aboutRole, recordingRefusal } from './history-facts.js'
import { explainRefusal, openRole } from './open-role.js'
import { revokeKey } from './revoke-key.js'
import { revokeSessions } from './revoke-sessions.js'
import { commandLine, roleTarget, type RoleTarget } from './role-target.js'
import type { revokeSpec } from './spec.js'
import { undoRevocation } from './undo.js'

type Options = OptionsOf<typeof revokeSpec>

export const run: Run<typeof revokeSpec> = async ({ args: [word], options }, context) => {
  refuseCombinations(word, options)
  const { as, yes = false, undo = false, force = false, before } = options
  const preview = options.print ? 'document' : options.dryRun ? 'all' : undefined
  if (options.key !== undefined) {
    await revokeKey(options.key, { as, undo, yes, isPreview: preview !== undefined }, context)
    return 0
  }
  const role = roleTarget(word ?? '', context)
  const named = namesOf(role, options)
  const line = (flags: string): string =>
    commandLine(role, { ...named, ...(as === undefined ? {} : { as }) }, flags)
  const again = before === undefined ? '' : `--before ${before} `
  const facts = aboutRole(role, named, as)
  try {
    const call = await openRole(role, as, context)
    const meant = undo ? 'DeleteRolePolicy' : 'PutRolePolicy'
    await recordingRefusal(meant, facts, call, context, async () => {
      const reach = await reachOf(named, call, context)
      if (undo) {
        const how = { yes, preview, force, facts, again: line('--undo --yes') } as const
        await undoRevocation(role, reach, call, how, context)
      } else {
        const commands = { again: line(`${again}--yes`), undo: line('--undo') }
        const how = { before, yes, preview, facts, ...commands } as const
        await revokeSessions(role, reach, call, how, context)
      }
    })
  } catch (error) {
    throw explainRefusal(error, role, as, context.host)
  }
  return 0
}

interface Names {
  session?: string
  sourceIdentity?: string
}

/** @throws RolecallError 'usage' for names that no session can have, or for two of them */
function namesOf(role: RoleTarget, { session, sourceIdentity }: Options): Names {
  const name = typeof session === 'string' ? session : role.session
  if (name !== undefined && role.session !== undefined && name !== role.session) {
    throw new RolecallError('usage', `two sessions were given: ${role.session} and ${name}`, {
      hint: 'give the session once',
    })
  }
  if (name !== undefined && sourceIdentity !== undefined) {
    throw new RolecallError('usage', '--session and --source-identity cannot be combined', {
      hint: 'revoke one, then the other; both stay revoked',
    })
  }
  if (name !== undefined) {
    return {
      session: checked('RoleSessionName', { value: name, from: '--session', code: 'usage' }),
    }
  }
  if (sourceIdentity === undefined) return {}
  const value = { value: sourceIdentity, from: '--source-identity', code: 'usage' } as const
  return { sourceIdentity: checked('SourceIdentity', value) }
}

async function reachOf(
  { session, sourceIdentity }: Names,
  call: RoleCall,
  { busy }: CommandContext,
): Promise<Reach> {
  if (sourceIdentity !== undefined) return { kind: 'person', sourceIdentity }
  if (session === undefined) return { kind: 'role' }
  return { kind: 'session', name: session, userId: `${await busy(roleId(call))}:${session}` }
}

/** @throws RolecallError 'usage' */
function refuseCombinations(word: string | undefined, options: Options): void {
  const { key, session, sourceIdentity, before, undo, force } = options
  const usageError = (message: string, hint: string): RolecallError =>
    new RolecallError('usage', message, { hint })
  if (key === undefined && word === undefined) {
    throw usageError(
      'no role was named',
      'name a profile or the ARN of a role: rolecall revoke PROFILE',
    )
  }
  const ofRole = [word, session, sourceIdentity, before].some((each) => each !== undefined)
  if (key !== undefined && ofRole) {
    throw usageError(
      '--key cannot be combined with a role',
      `revoke one, then the other: rolecall revoke --key ${key}`,
    )
  }
  if (undo && before !== undefined) {
    throw usageError('--undo and --before cannot be combined', 'leave out --before')
  }
  // Before any call: a mistyped time must not cost an MFA code.
  if (before !== undefined) parseBefore(before, 0)
  if (force && !undo) throw usageError('--force needs --undo', 'without --undo, leave it out')
}
