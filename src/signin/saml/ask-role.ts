import { withPromptLock } from '../../coordination/prompt-lock.js'
import type { SamlRole } from '../../core/credentials.js'
import { describeSamlRole } from '../../core/describe-role.js'
import { RolecallError } from '../../core/errors.js'
import type { Host } from '../../system/host.js'
import { openTerminal, type Terminal } from '../../system/terminal/terminal.js'
import { undecidedRoleError } from './choose-role.js'

/** An assertion is valid for five minutes, and some of them have passed. */
const CHOICE_TIMEOUT_MS = 120_000

/**
 * Asks the user which of the roles to assume.
 * @param pick the full-screen picker. Without it, for an SDK that may kill rolecall, the terminal
 * stays in line mode and the roles are numbered.
 * @throws RolecallError 'interaction' with the list of roles if rolecall cannot prompt
 */
export async function askRole(
  roles: readonly SamlRole[],
  host: Host,
  mayPrompt: boolean,
  pick: ((roles: readonly SamlRole[]) => Promise<SamlRole>) | undefined,
): Promise<SamlRole> {
  const terminal = mayPrompt ? openTerminal(host) : undefined
  if (!terminal) throw undecidedRoleError(roles)
  return withPromptLock(`terminal-${terminal.id}`, { host, left: () => CHOICE_TIMEOUT_MS }, () =>
    pick ? pick(roles) : askNumber(roles, terminal),
  )
}

async function askNumber(roles: readonly SamlRole[], terminal: Terminal): Promise<SamlRole> {
  const choices = roles.map(
    (role, index) => `${String(index + 1).padStart(3)}  ${describeSamlRole(role)}`,
  )
  const answer = await terminal.ask(
    ['Roles that you can assume:', ...choices, `Which one (1-${roles.length})? `],
    { timeoutMs: CHOICE_TIMEOUT_MS },
  )
  const chosen = /^\d+$/.test(answer.trim()) ? roles[Number(answer) - 1] : undefined
  if (chosen) return chosen
  throw new RolecallError(
    'interaction',
    `there is no role number ${answer.trim() || '(nothing)'}`,
    { hint: 'start again, or give the role with --role-arn' },
  )
}
