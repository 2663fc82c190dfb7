import type { Plan } from '../../core/plan.js'
import { REGIONS } from '../../core/regions.js'

/**
 * Notes about regions of a plan that no partition has: a typo, or a short form of another tool. The
 * first call would fail on an unknown host, which says less.
 */
export async function notesOnRegions(plan: Plan): Promise<string[]> {
  const { region, target, steps, source } = plan
  // `sso_region` is the region of the sign-in, not that of the calls.
  const ofSource = 'region' in source ? source.region : undefined
  const used = steps.length > 0 ? [region, target.region, ofSource] : [region, ofSource]
  const unknown = used.filter((each) => each !== undefined && !REGIONS.includes(each))
  if (unknown.length === 0) return []
  const { unknownRegionNote } = await import('../../core/region-names.js')
  return [...new Set(unknown)].flatMap((each) => unknownRegionNote(each ?? '') ?? [])
}
