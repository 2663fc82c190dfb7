import { unlistedSession } from '../../../aws-files/missing-profile.js'
import { unlessRefused } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { hasInstanceFirmware } from '../../../system/ec2-instance.js'
import { isGuess } from '../../carry-out/refuse-guess.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** What to do first on a machine without profiles, which has no other credentials either. */
export function firstProfile({ files, context }: Examined): Finding[] {
  const { config, credentials, profileNames, sectionNames } = files()
  if (profileNames().length > 0) return []
  const severity = 'note'
  const message = `there are no profiles in ${config.path} and ${credentials.path}`
  const session = unlistedSession(files())
  if (session !== undefined) {
    const hint = `list the roles of ${session}, which need no profiles`
    return [{ severity, message, hint, command: `rolecall accounts ${shellWord(session)}` }]
  }
  // The roles of each session have been listed, and need no profiles.
  if (sectionNames('sso-session').length > 0) return []
  const plan = unlessRefused(() => context.plan(undefined))
  if (plan && !isGuess(plan, hasInstanceFirmware)) return []
  return [
    {
      severity,
      message,
      hint: 'for IAM Identity Center, run rolecall configure; otherwise store an access key, then add a role',
      command: 'rolecall add base && rolecall configure dev',
    },
  ]
}
