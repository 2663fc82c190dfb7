import { parseRoleArn } from '../../../core/arn.js'
import { isRolecallError, unlessRefused } from '../../../core/errors.js'
import { counted } from '../../../core/printable.js'
import type { Reach } from '../../../core/policy/reach.js'
import { isSameRole } from '../../../secrets/revocations.js'
import { readIndexEntry, writeIndexEntry, type IndexEntry } from '../../../secrets/secret-index.js'
import type { CommandContext } from '../../context.js'
import type { RoleTarget } from './role-target.js'

/**
 * Forgets this machine's sessions that a revocation ends, in every store. Whose a session is, is
 * not stored: a revocation for a person forgets all sessions of the role, which costs one call.
 */
export async function forgetSessions(
  role: RoleTarget,
  reach: Reach,
  beforeMs: number,
  context: CommandContext,
): Promise<void> {
  const revoked: IndexEntry[] = []
  for (const entry of context.cache().list()) {
    if (isRevokedBy(entry, role, beforeMs) && (await hasName(entry, reach, context)))
      revoked.push(entry)
  }
  const forgotten = await forgetEach(revoked, context)
  if (forgotten > 0) context.notify(`removed ${counted(forgotten, 'cached session')}`)
}

/**
 * Removes sessions from their stores. One whose store cannot be reached is marked, and never used.
 * @returns how many were removed
 */
export async function forgetEach(
  entries: readonly IndexEntry[],
  context: CommandContext,
): Promise<number> {
  const cache = context.cache()
  let forgotten = 0
  for (const entry of entries) {
    try {
      await cache.remove(entry.key)
      forgotten++
    } catch (error) {
      if (!isRolecallError(error)) throw error
      markRevoked(entry, context)
      context.notify(
        `a revoked session of ${entry.profile} could not be removed here: rolecall does not use it`,
      )
      context.printError(error)
    }
  }
  return forgotten
}

/** For a session whose store cannot be reached now, and may be later. */
function markRevoked({ key }: IndexEntry, { host }: CommandContext): void {
  const { state } = host.paths
  const left = readIndexEntry('session', state, key)
  if (left) writeIndexEntry('session', state, { ...left, revoked: true })
}

/** Whether AWS refuses the session after a revocation of the role. */
function isRevokedBy({ role, issued }: IndexEntry, { arn }: RoleTarget, beforeMs: number): boolean {
  return role !== undefined && isSameRole(role, arn) && issued.at + issued.serverOffset < beforeMs
}

/** Whether a session may have the name. One that cannot be read may. */
async function hasName(
  { key }: IndexEntry,
  reach: Reach,
  { cache }: CommandContext,
): Promise<boolean> {
  if (reach.kind !== 'session') return true
  const session = await cache()
    .read(key)
    .catch(() => undefined)
  return session?.arn === undefined || session.arn.split('/').at(-1) === reach.name
}

/** Profiles whose role is assumed by sessions of the role: such sessions go on. */
export function chainedProfiles(role: RoleTarget, { files, planFor }: CommandContext): string[] {
  return files()
    .profileNames()
    .filter((name) => {
      const steps = unlessRefused(() => planFor({ profile: name }))?.steps ?? []
      return steps.slice(0, -1).some(({ input }) => {
        const arn = 'RoleArn' in input ? input.RoleArn : undefined
        return arn !== undefined && parseRoleArn(arn) && isSameRole(arn, role.arn)
      })
    })
}
