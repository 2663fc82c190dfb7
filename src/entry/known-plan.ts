import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Plan } from '../core/plan.js'
import { withoutOwnSettings } from '../emit/record.js'
import { lastKey } from '../plan/cache-key.js'
import type { PlanRequest } from '../plan/request.js'
import { resolvePlan } from '../plan/resolve.js'
import { readIndexEntry, type IndexEntry } from '../secrets/secret-index.js'
import { readAwsFiles } from '../system/files/aws/read-aws-files.js'
import type { Host } from '../system/host.js'
import { agentInputs, readOnFastPath } from '../system/process/caller/find-agent.js'

/** A plan whose session the index has, and what it was made from. */
export interface KnownPlan {
  files: AwsFiles
  plan: Plan
  /** The session in the index. */
  entry: IndexEntry
  planFor: (request: PlanRequest) => Plan
}

/** What a caller provides for a plan, and what it learns of it. */
export interface PlanSharing {
  /** Reads the AWS files. */
  readFiles?: ((host: Host) => AwsFiles) | undefined
  /** Learns the plan of a profile, whether the index has its session or not. */
  planned?: ((profile: string | undefined, plan: Plan) => void) | undefined
}

/**
 * The plans of a machine, without what the command line says.
 * @param readFiles reads the AWS files
 */
export function planner(
  host: Host,
  readFiles = readAwsFiles,
): Pick<KnownPlan, 'files' | 'planFor'> {
  const files = readFiles(host)
  const env = withoutOwnSettings(host.env)
  const userName = host.userName()
  const agents = agentInputs(host, readOnFastPath(host))
  return { files, planFor: (request) => resolvePlan(request, { files, env, userName, agents }) }
}

/**
 * Makes the plan of a profile. It loads nothing that the entry has not loaded, so that a miss is
 * known before the code of a hit is read.
 * @param profile undefined for the one that the environment selects
 * @returns undefined if the session index has no session of the plan
 * @throws RolecallError as {@link resolvePlan}
 */
export function knownPlan(
  host: Host,
  profile: string | undefined,
  { readFiles, planned }: PlanSharing,
): KnownPlan | undefined {
  const { files, planFor } = planner(host, readFiles)
  const plan = planFor({ profile })
  planned?.(profile, plan)
  const key = lastKey(plan)
  const entry = key === undefined ? key : readIndexEntry('session', host.paths.state, key)
  return entry && { files, plan, entry, planFor }
}
