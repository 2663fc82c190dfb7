import { decide, parsePolicy, type Decision, type PolicyDocument } from '../iam-policy.js'
import type { Caller } from './authenticate.js'
import { StsError } from './errors.js'
import { identityOf } from './model.js'

/**
 * What the policies of a caller's role say of an action. They are read at each request, so that a
 * policy that was put after a session was issued applies to it.
 * @returns 'implicit' for a caller without a role
 */
export function decisionOfRole(caller: Caller, action: string, resource: string): Decision {
  const { principal } = caller
  if (principal.kind !== 'role') return 'implicit'
  const { inline = {}, attached = [] } = principal.role
  const documents: PolicyDocument[] = [...Object.values(inline).map(parsePolicy), ...attached]
  return decide(documents, { action, resource, context: contextOf(caller) })
}

/** @throws StsError 'AccessDenied' in AWS's words for a Deny in a policy of the caller's role */
export function refuseExplicitDeny(caller: Caller, action: string, resource: string): void {
  if (decisionOfRole(caller, action, resource) !== 'deny') return
  throw deniedError(caller, action, resource, 'with an explicit deny in an identity-based policy')
}

/** @throws StsError 'AccessDenied' in AWS's words unless a policy of the caller's role allows it */
export function demandAllow(caller: Caller, action: string, resource: string): void {
  refuseExplicitDeny(caller, action, resource)
  if (decisionOfRole(caller, action, resource) === 'allow') return
  const reason = `because no identity-based policy allows the ${action} action`
  throw deniedError(caller, action, resource, reason)
}

/**
 * @throws StsError 'AccessDenied' in AWS's words unless the session's own policies allow it too. A
 * session that was issued without a policy may do what its role may.
 */
export function refuseBeyondSession(caller: Caller, action: string, resource: string): void {
  const { policies } = caller.session ?? {}
  if (!policies || decide(policies, { action, resource, context: contextOf(caller) }) === 'allow')
    return
  const reason = `because no session policy allows the ${action} action`
  throw deniedError(caller, action, resource, reason)
}

function deniedError(caller: Caller, action: string, resource: string, reason: string): StsError {
  const { arn } = identityOf(caller.principal)
  return new StsError(
    'AccessDenied',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
  )
}

/** The condition keys that every request has. Only temporary credentials have an issue time. */
function contextOf({ principal, session }: Caller): Record<string, string | undefined> {
  const { arn, account, userId } = identityOf(principal)
  return {
    'aws:userid': userId,
    'aws:PrincipalArn': principal.kind === 'role' ? principal.role.arn : arn,
    'aws:PrincipalAccount': account,
    // AWS knows it in whole seconds.
    'aws:TokenIssueTime': session && new Date(session.issuedAt).toISOString().replace(/\.\d+/, ''),
    'aws:SourceIdentity': session?.sourceIdentity,
  }
}
