import { RolecallError } from '../../core/errors.js'
import type { SsoSource } from '../../core/source/sign-ins.js'
import type { OpenContext } from '../open-context.js'

/** The name of the service in messages. */
export const SERVICE_NAME = 'IAM Identity Center'

/** The part of a source that decides which sign-in it needs. */
export type SsoPlace = Omit<SsoSource, 'kind' | 'accountId' | 'roleName' | 'tokenHash'>

/** What using a sign-in needs. */
export type SsoContext = Pick<
  OpenContext,
  | 'host'
  | 'files'
  | 'cache'
  | 'notify'
  | 'mayPrompt'
  | 'isSilent'
  | 'singleFlight'
  | 'useDevice'
  | 'showQrCode'
> & { plan: Pick<OpenContext['plan'], 'profile' | 'caBundle'>; login: string }

/** The error if the user must sign in and cannot be prompted. */
export function signInNeededError(
  { startUrl }: SsoPlace,
  { plan, login }: Pick<SsoContext, 'plan' | 'login'>,
): RolecallError {
  const what = `${plan.profile} needs a sign-in with IAM Identity Center at ${startUrl}`
  return new RolecallError('interaction', what, {
    reason: 'cannot-ask',
    hint: `sign in first, in a terminal: ${login}`,
  })
}
