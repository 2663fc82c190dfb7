import { jsonText } from '../../../core/json.js'
import { accountOfArn, parseRoleArn } from '../../../core/arn.js'
import { chainOf } from '../../../core/recursion-guard.js'
import { RolecallError } from '../../../core/errors.js'
import type { SamlSource } from '../../../core/source/sign-ins.js'
import { printable } from '../../../core/printable.js'
import { shellWord } from '../../../core/shell-word.js'
import { fittingRoles } from '../../../signin/saml/choose-role.js'
import { traitsOf } from '../../../sources/kinds.js'
import { openSaml } from '../../../sources/saml/open.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { namedProfile } from '../../parse-options.js'
import { alignColumns } from '../../ui/table.js'
import type { samlSpec } from './spec.js'

export const run: Run<typeof samlSpec> = async ({ args, options }, context) => {
  const profile = namedProfile(args, options)
  const given = options.samlAssertion
  const { host, notify, mayPrompt } = context
  const assertion = await openSaml(sourceFor(profile, given, context), {
    login: `rolecall saml ${shellWord(profile ?? '')}`,
    host,
    samlAssertion: given,
    notify,
    mayPrompt,
    chain: chainOf(host.env),
  })
  const roles = fittingRoles(assertion, {})
  if (options.json) {
    context.print(`${jsonText({ ...assertion, samlAssertion: undefined, user: undefined })}
`)
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

/** A profile is optional if an assertion was given. */
function sourceFor(
  profile: string | undefined,
  given: string | undefined,
  context: CommandContext,
): SamlSource {
  if (profile === undefined && given !== undefined) return { kind: 'saml', profile: '' }
  const plan = context.plan(profile)
  const { saml } = traitsOf(plan.source)
  if (saml) return saml
  const isUnnamed = profile === undefined && plan.profile === 'default'
  const subject = isUnnamed ? 'no profile was named, and [default]' : printable(plan.profile)
  throw new RolecallError('config', `${subject} does not sign in with SAML`, {
    hint: 'name a profile with rolecall_saml_url, or pass an assertion: rolecall saml --saml-assertion FILE',
  })
}
