import { parseRoleArn } from '../core/arn.js'
import type { SamlRole } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { Host } from '../host/host.js'
import { openTerminal } from '../host/terminal.js'
import { undecided } from '../saml/choose-role.js'

/** Milliseconds to choose: an assertion is valid for five minutes, and some of them are gone. */
const PATIENCE = 120_000

/**
 * Which of the roles: asked on the terminal by number, in line mode, since this may happen below an
 * SDK.
 * @throws RolecallError `interaction` with the list where nobody can be asked
 */
export async function askRole(
  roles: readonly SamlRole[],
  host: Pick<Host, 'platform' | 'pid'>,
  input: boolean,
): Promise<SamlRole> {
  const terminal = input ? openTerminal(host) : undefined
  if (!terminal) throw undecided(roles)
  const choices = roles.map((role, index) => `${String(index + 1).padStart(3)}  ${named(role)}`)
  const answer = await terminal.ask(
    ['roles that you may assume:', ...choices, `which one? (1-${roles.length}) `],
    { deadlineMs: PATIENCE },
  )
  const chosen = /^\d+$/.test(answer.trim()) ? roles[Number(answer) - 1] : undefined
  if (chosen) return chosen
  throw new RolecallError(
    'interaction',
    `there is no role number ${answer.trim() || '(nothing)'}`,
    {
      hint: 'start again, or name the role with --role-arn',
    },
  )
}

/** The provider tells apart what is offered twice. */
function named({ roleArn, providerArn }: SamlRole): string {
  const role = parseRoleArn(roleArn)
  const provider = providerArn.split('/').at(-1) ?? ''
  return role ? `${role.account}  ${role.role}  (${provider})` : roleArn
}
