import type { SsoSource } from '../../core/source/sign-ins.js'

/** The name under which a sign-in is kept: as in the AWS CLI. */
export const idOf = ({ session, startUrl }: Pick<SsoSource, 'session' | 'startUrl'>): string =>
  session ?? startUrl
