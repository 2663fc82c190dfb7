import type { SamlRole } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal, type Terminal } from '../../system/terminal/terminal.js'
import { undecidedRoleError } from './choose-role.js'
import { withPromptLock } from '../../coordination/prompt-lock.js'
import { describeSamlRole } from '../../core/describe-role.js'

/** Milliseconds to choose: an assertion is valid for five minutes, and some of them are gone. */
const PATIENCE = 120_000

/**
 * Which of the roles.
 * @param pick takes the whole screen; without it the roles are numbered, in the terminal's line mode, since this may happen below an SDK
 * @throws RolecallError `interaction` with the list where nobody can be asked
 */
export async function askRole(
  roles: readonly SamlRole[],
  host: Host,
  mayPrompt: boolean,
  pick: ((roles: readonly SamlRole[]) => Promise<SamlRole>) | undefined,
): Promise<SamlRole> {
  const terminal = mayPrompt ? openTerminal(host) : undefined
  if (!terminal) throw undecidedRoleError(roles)
  return withPromptLock(`terminal-${terminal.id}`, { host, left: () => PATIENCE }, () =>
    pick ? pick(roles) : askNumber(roles, terminal),
  )
}

async function askNumber(roles: readonly SamlRole[], terminal: Terminal): Promise<SamlRole> {
  const choices = roles.map(
    (role, index) => `${String(index + 1).padStart(3)}  ${describeSamlRole(role)}`,
  )
  const answer = await terminal.ask(
    ['roles that you may assume:', ...choices, `which one? (1-${roles.length}) `],
    { deadlineMs: PATIENCE },
  )
  const chosen = /^\d+$/.test(answer.trim()) ? roles[Number(answer) - 1] : undefined
  if (chosen) return chosen
  throw new RolecallError(
    'interaction',
    `there is no role number ${answer.trim() || '(nothing)'}`,
    { hint: 'start again, or name the role with --role-arn' },
  )
}
