import { partitionOfRegion } from '../../../core/arn.js'
import type { Credentials } from '../../../core/credentials.js'
import { isRolecallError } from '../../../core/errors.js'
import type { StsTarget } from '../../../core/step.js'
import type { Facts, MoreFacts } from '../../../history/record.js'
import type { CommandContext } from '../../context.js'
import type { RoleTarget } from './role-target.js'

/** Who calls IAM, and where. */
export interface IamCaller {
  target: StsTarget
  signer: Credentials
  /** Undefined if AWS was not asked. */
  callerArn: string | undefined
}

/** What the history says of a change in IAM, with what it is about. */
export type AboutChange = Omit<Facts, 'operation' | 'region'>

/**
 * What the history says of a revocation, or of its undo.
 * @param names of one session, or of one person
 * @param as the profile of `--as`
 */
export function aboutRole(
  { word, account, arn }: RoleTarget,
  { session, sourceIdentity }: { session?: string; sourceIdentity?: string },
  as: string | undefined,
): AboutChange {
  return {
    profile: word,
    stepProfile: as === word ? undefined : as,
    account,
    role: arn,
    sessionName: session,
    sourceIdentity,
  }
}

/** Writes to the history what was revoked or restored. @param operation of IAM */
export function recordChange(
  event: 'revoked' | 'restored',
  operation: string,
  facts: AboutChange & MoreFacts,
  caller: IamCaller,
  { record }: CommandContext,
): void {
  record({ ...facts, ...factsOfCaller(caller), operation, event })
}

/**
 * Writes to the history if IAM refuses. An error of rolecall's own has no error code of AWS.
 * @param meant the call that was to be made; AWS names an earlier one that it refused
 */
export async function recordingRefusal<T>(
  meant: string,
  facts: AboutChange,
  caller: IamCaller,
  { record }: CommandContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isRolecallError(error) && error.code === 'refused' && error.awsCode !== undefined) {
      const [, operation = meant] = /perform:? iam:(\w+)/.exec(error.message) ?? []
      const { awsCode } = error
      record({ ...facts, ...factsOfCaller(caller), operation, event: 'denied', error: awsCode })
    }
    throw error
  }
}

/** IAM is global: CloudTrail has its events in one region. */
function factsOfCaller({ target, signer, callerArn }: IamCaller) {
  const region = partitionOfRegion(target.region).defaultRegion
  return { region, signedBy: signer.accessKeyId, callerArn }
}
