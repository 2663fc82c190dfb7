import type { KindOfSource } from '../traits.js'

export const ssoKind: KindOfSource<'sso'> = {
  label: 'SSO',
  traits: (source) => ({
    ability: 'session',
    mayBeLongTerm: false,
    keyIdentity: source,
    description: `IAM Identity Center: ${source.roleName} in ${source.accountId}`,
    profile: source.profile,
    keyFile: undefined,
    fixedRole: { role: source.roleName, account: source.accountId },
    runsCommand: false,
    signIn: undefined,
    saml: undefined,
  }),
}
