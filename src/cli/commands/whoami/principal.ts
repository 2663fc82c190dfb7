/** The caller's identity, as the ARN returned by GetCallerIdentity describes it. */
export type Principal =
  | { type: 'root' }
  | { type: 'user'; name: string }
  | { type: 'role'; role: string; session: string }
  | { type: 'federated user'; name: string }

/**
 * Parses the ARN that GetCallerIdentity returns.
 * @returns undefined for an unknown kind of principal
 */
export function principalOf(arn: string): Principal | undefined {
  const [, service, resource = ''] = /^arn:[^:]+:(iam|sts)::\d{12}:(.+)$/.exec(arn) ?? []
  const [kind, ...path] = resource.split('/')
  const last = path.at(-1) ?? ''
  if (resource === 'root') return { type: 'root' }
  if (service === 'iam' && kind === 'user') return { type: 'user', name: last }
  if (kind === 'federated-user') return { type: 'federated user', name: last }
  // STS omits the role's path.
  if (kind === 'assumed-role') return { type: 'role', role: path[0] ?? '', session: last }
  return undefined
}
