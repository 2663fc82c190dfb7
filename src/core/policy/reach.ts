/** Whose sessions of a role a revocation ends: all, those of one name, or those of one person. */
export type Reach =
  | { kind: 'role' }
  /** `userId` is `aws:userid` of such a session: `AROA…:alice`. */
  | { kind: 'session'; name: string; userId: string }
  | { kind: 'person'; sourceIdentity: string }

/** The console's name, so that both replace the same policy (docs/contracts.md §8). */
const ROLE_POLICY = 'AWSRevokeOlderSessions'

/** The policy with a statement for each session or person. */
const SESSIONS_POLICY = 'RolecallRevokedSessions'

/** The inline policy of a role that contains a revocation. */
export function policyNameOf({ kind }: Reach): string {
  return kind === 'role' ? ROLE_POLICY : SESSIONS_POLICY
}

/** What a reach hits, for messages: `sessions named alice`. */
export function describeReach(reach: Reach): string {
  if (reach.kind === 'session') return `sessions named ${reach.name}`
  if (reach.kind === 'person') return `sessions of ${reach.sourceIdentity}`
  return 'all sessions'
}

/** A revocation for messages: `all sessions of dev in 222222222222 issued before 2026-…Z`. */
export function describeRevocation(revocation: {
  role: string
  reach: Reach
  before: string
}): string {
  const { role, reach, before } = revocation
  const [, account = '', name = ''] =
    /^[^:]*:[^:]*:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? []
  return `${describeReach(reach)} of ${name} in ${account} issued before ${before}`
}
