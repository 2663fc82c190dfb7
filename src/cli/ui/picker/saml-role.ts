import { accountOfArn } from '../../../core/arn.js'
import type { SamlRole } from '../../../core/credentials.js'
import { parseSettings } from '../../../settings/settings.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import type { Host } from '../../../system/host.js'
import { undecidedRoleError } from '../../../signin/saml/choose-role.js'
import { describeSamlRole } from '../../../core/describe-role.js'
import { choose } from './index.js'
import type { Row } from './row.js'

/**
 * Lets a person choose one of the roles that an identity provider offers.
 * @throws RolecallError 'interaction' without a terminal, 'interrupted' where none is chosen
 */
export async function pickRole(roles: readonly SamlRole[], host: Host): Promise<SamlRole> {
  const settings = parseSettings(readTextIfPresent(host.paths.settings))
  const { accounts, production } = settings
  const offers = new Map(roles.map((role) => [describeSamlRole(role), role]))
  const accountOf = (name: string): string =>
    accounts.get(accountOfArn(offers.get(name)?.roleArn ?? '') ?? '') ?? ''
  const rowOf = (name: string): Row => {
    const account = accountOf(name)
    const isProduction = production.test(name) || production.test(account)
    return { name, role: '', account, region: '', state: '', isProduction }
  }
  const candidates = [...offers.keys()].map((name) => {
    return { name, text: `${name} ${accountOf(name)}`.toLowerCase(), weight: 0 }
  })
  const choice = { noun: 'role', candidates, rowOf, typed: '' }
  const chosen = offers.get((await choose(choice, host, settings)) ?? '')
  if (chosen) return chosen
  throw undecidedRoleError(roles)
}
