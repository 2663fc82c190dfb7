import type { SsoSource } from '../../core/source/sign-ins.js'
import { type KindOfSource, USUAL_TRAITS } from '../traits.js'

/** A device code of IAM Identity Center is valid for ten minutes. */
const SIGN_IN_SECONDS = 600

export const ssoKind: KindOfSource<'sso'> = {
  label: 'SSO',
  traits: (source) => ({
    ...USUAL_TRAITS,
    ability: 'session',
    keyIdentity: source.tokenHash === undefined ? undefined : withoutNames(source),
    route: { ...withoutNames(source), tokenHash: undefined },
    cachedAs: 'GetRoleCredentials',
    description: `IAM Identity Center: ${source.roleName} in ${source.accountId}`,
    profile: source.profile,
    fixedRole: { role: source.roleName, account: source.accountId },
    runsCommand: false,
    signIn: { timeoutSeconds: SIGN_IN_SECONDS, promptsUser: true, client: undefined },
  }),
  /**
   * The user may sign in as someone else while the portal is asked. Then it is unknown which of the
   * two the answer belongs to.
   */
  identify({ tokenHash: before, ...source }, evidence, answer) {
    const tokenHash = evidence.ssoSignIn(source.session ?? source.startUrl)
    const isSure = tokenHash !== undefined && (answer === undefined || tokenHash === before)
    return isSure ? { ...source, tokenHash } : source
  },
}

/** Whatever a profile and a section are called, the portal's answer is the same. */
function withoutNames({ profile: _, session: __, ...source }: SsoSource): object {
  return source
}
