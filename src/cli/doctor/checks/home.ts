import { inspect } from '../../../system/files/inspect.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Whether there is a home folder. Without one, most other checks have nothing to examine. */
export function homeFolder({ host }: Examined): Finding[] {
  // It throws if the user has none at all.
  const { home } = host.paths
  if (inspect(home)?.isFolder) return []
  return [
    {
      severity: 'error',
      message: `the home folder ${home} does not exist`,
      hint: 'set HOME to an existing folder',
      command: 'export HOME="$(mktemp -d)"',
    },
  ]
}
