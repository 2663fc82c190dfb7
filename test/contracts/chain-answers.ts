import { isRolecallError } from '../../src/core/errors.js'
import type { Plan } from '../../src/core/plan.js'
import { lacksRole } from '../../src/plan/missing-role.js'
import { askBotocore, identitiesOf } from '../support/ask-botocore.js'

/*
 * Whose credentials a chain of profiles leads to, as botocore, the JavaScript SDK and rolecall
 * answer: `keys > own`, the one who signs and the roles; or `error`.
 */

/** The text of all ARNs of roles in the cases, up to the name. */
export const ROLE_PREFIX = 'arn:aws:iam::222222222222:role/'

const inWords = (identities: readonly string[]): string =>
  identities.map((identity) => identity.replace(ROLE_PREFIX, '')).join(' > ')

/** @param cases as botocore-roles.py reads them */
export function byBotocore(cases: readonly object[]): string[] {
  return askBotocore(cases).map((answer) => {
    const identities = identitiesOf(answer)
    return identities === 'error' ? identities : inWords(identities)
  })
}

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken: string }
/** What the provider of the SDK needs to assume roles without a call. */
interface Assumers {
  roleAssumer: (keys: { accessKeyId: string }, params: { RoleArn?: string }) => Promise<Keys>
  roleAssumerWithWebIdentity: (params: { RoleArn?: string }) => Promise<Keys>
}

/** @param providerOf makes a provider of the JavaScript SDK */
export async function bySdkProvider(
  providerOf: (assumers: Assumers) => () => Promise<{ accessKeyId: string }>,
): Promise<string> {
  const signers: string[] = []
  const assume = (signer: string, role = ''): Promise<Keys> => {
    signers.push(signer)
    return Promise.resolve({ accessKeyId: role, secretAccessKey: 's', sessionToken: 't' })
  }
  const provider = providerOf({
    roleAssumer: ({ accessKeyId }, { RoleArn }) => assume(accessKeyId, RoleArn),
    roleAssumerWithWebIdentity: ({ RoleArn }) => assume('token', RoleArn),
  })
  try {
    const { accessKeyId } = await provider()
    return inWords([...signers, accessKeyId])
  } catch (error) {
    // No user has signed in here: the message tells where the SDK searched.
    const message = String(error)
    if (message.includes('aws sso login')) return 'sso'
    return message.includes('Failed to load token') ? 'login' : 'error'
  }
}

/** The words of the cases for sources without an access key ID. */
const WORDS: Record<string, string> = {
  process: 'tool',
  'web-identity-file': 'token',
  'ecs-container': 'EcsContainer',
}

/** @param isNone whether the plan means that there are no credentials */
export function byPlan(make: () => Plan, isNone: (plan: Plan) => boolean = () => false): string {
  try {
    const planned = make()
    if (lacksRole(planned) || isNone(planned)) return 'error'
    const { source, steps } = planned
    const first = 'accessKeyId' in source ? source.accessKeyId : WORDS[source.kind]
    const roles = steps.flatMap(({ input }) => ('RoleArn' in input ? [input.RoleArn ?? ''] : []))
    return inWords([first ?? source.kind, ...roles])
  } catch (error) {
    if (!isRolecallError(error)) throw error
    return 'error'
  }
}
