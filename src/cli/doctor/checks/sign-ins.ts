import { shellWord } from '../../../core/shell-word.js'
import { ssoEntry } from '../../../secrets/sso-sign-ins.js'
import { readAwsCliFile } from '../../../signin/identity-center/aws-cli-file.js'
import { isSignedInToSso } from '../../../signin/identity-center/is-signed-in.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Sign-ins with IAM Identity Center that have expired, or have not been made yet. */
export function signIns({ host, valid }: Examined): Finding[] {
  const byId = new Map<string, string[]>()
  for (const { source, profile } of valid()) {
    if (source.kind !== 'sso') continue
    const id = source.session ?? source.startUrl
    const same = byId.get(id)
    if (same) same.push(profile)
    else byId.set(id, [profile])
  }
  return [...byId].flatMap(([id, profiles]): Finding[] => {
    if (isSignedInToSso(id, host)) return []
    const wasSignedIn = readAwsCliFile(id, host) !== undefined || ssoEntry(id, host) !== undefined
    const [first = ''] = profiles
    return [
      {
        severity: wasSignedIn ? 'warning' : 'note',
        message: wasSignedIn
          ? `the sign-in with IAM Identity Center for ${id} has expired`
          : `there has been no sign-in with IAM Identity Center for ${id} yet`,
        hint: 'sign in',
        command: `rolecall login ${shellWord(first)}`,
        profiles,
      },
    ]
  })
}
