import { accountOfArn, parseRoleArn } from '../../../core/arn.js'
import { chainOf } from '../../../core/recursion-guard.js'
import { RolecallError } from '../../../core/errors.js'
import type { SamlSource } from '../../../core/source.js'
import { printable } from '../../../core/printable.js'
import { fittingRoles } from '../../../signin/saml/choose-role.js'
import { traitsOf } from '../../../sources/kinds.js'
import { openSaml } from '../../../sources/saml/open.js'
import type { Run } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { namedProfile, text } from '../../options.js'
import { alignColumns } from '../../ui/table.js'

export const run: Run = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const given = text(options, 'samlAssertion')
  const { host, notify } = context
  const assertion = await openSaml(sourceFor(profile, given, context), {
    host,
    samlAssertion: given,
    notify,
    mayPrompt: options['input'] !== false,
    chain: chainOf(host.env),
  })
  const roles = fittingRoles(assertion, {})
  if (options['json'] === true) {
    context.print(`${JSON.stringify({ ...assertion, samlAssertion: undefined })}\n`)
    return 0
  }
  const rows = roles.map(({ roleArn, providerArn }) => [
    accountOfArn(roleArn) ?? '',
    parseRoleArn(roleArn)?.role ?? '',
    providerArn.split('/').at(-1) ?? '',
    roleArn,
  ])
  context.print(alignColumns([['ACCOUNT', 'ROLE', 'PROVIDER', 'ARN'], ...rows]))
  return 0
}

/** An assertion in hand needs no profile. */
function sourceFor(
  profile: string | undefined,
  given: string | undefined,
  context: CommandContext,
): SamlSource {
  if (profile === undefined && given !== undefined) return { kind: 'saml', profile: '' }
  const plan = context.plan(profile)
  const { saml } = traitsOf(plan.source)
  if (saml) return saml
  throw new RolecallError('config', `${printable(plan.profile)} does not sign in by SAML`, {
    hint: 'add rolecall_saml_url to the profile, or pass an assertion with --saml-assertion',
  })
}
