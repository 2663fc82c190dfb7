import { unlessRefused } from '../../core/errors.js'
import { cacheKeys, routesOf } from '../../plan/cache-key.js'
import type { IndexEntry } from '../../secrets/secret-index.js'
import type { CommandContext } from '../context.js'

/** Cached sessions that were made with a stored key: those of every profile whose source it is. */
export function sessionsOf(profile: string, context: CommandContext): IndexEntry[] {
  const ofProfile = (name: string): string[] => {
    const plan = unlessRefused(() => context.planFor({ profile: name, ownUse: true }))
    const isMade = plan?.source.kind === 'stored-key' && plan.source.profile === profile
    return isMade ? [...cacheKeys(plan), ...routesOf(plan)] : []
  }
  const names = new Set(context.files().profileNames().flatMap(ofProfile))
  return context
    .cache()
    .list()
    .filter(({ key, route, profile: of }) => {
      return of === profile || names.has(key) || (route !== undefined && names.has(route))
    })
}
