import type { Env } from '../env.js'
import { canonicalJson } from '../json.js'
import { sha256 } from '../digest/sha256.js'

/** Variables that differ between two shells of one user, and between two of their commands. */
const VOLATILE =
  /^(_|SHLVL|OLDPWD|PWD|COLUMNS|LINES|COLORTERM|TERM|NO_COLOR|FORCE_COLOR|WINDOWID|WT_SESSION|STY|GPG_TTY|INVOCATION_ID|JOURNAL_STREAM|ROLECALL_CHAIN|ROLECALL_BACKGROUND|ROLECALL_MFA_CODE|ROLECALL_PROMPT_TIMEOUT|DEBUG_?.*|TMUX.*|VTE_.*|KONSOLE_.*|ITERM_.*|TERM_.*|SSH_.*|XDG_SESSION_.*|XDG_VTNR|XDG_SEAT)$/

/** Variables that rolecall itself sets in a shell, and that a switch of the role changes. */
const OWN =
  /^(ROLECALL_.*|AWS_PROFILE|AWS_DEFAULT_PROFILE|AWS_REGION|AWS_DEFAULT_REGION|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_SECURITY_TOKEN|AWS_CREDENTIAL_EXPIRATION|AWS_ACCOUNT_ID)$/

/**
 * A hash of what a command can see of its surroundings: the environment and the working directory.
 * The same command in the same surroundings is taken to return the same identity.
 * @param ignoresOwn leaves out the variables that rolecall sets
 */
export function surroundings(env: Env, cwd: string, ignoresOwn = false): string {
  const seen = Object.entries(env).filter(
    ([name]) => !VOLATILE.test(name) && !(ignoresOwn && OWN.test(name)),
  )
  return sha256(canonicalJson({ cwd, env: Object.fromEntries(seen) }))
}
