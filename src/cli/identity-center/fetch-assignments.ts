import type { Assignments } from '../../core/state/assignments.js'
import { isoSeconds } from '../../core/credentials.js'
import { counted } from '../../core/printable.js'
import { listAssignments } from '../../signin/identity-center/assignments.js'
import { withSignIn } from '../../sources/sso/open.js'
import type { SsoPlace } from '../../sources/sso/sign-in-target.js'
import { idOf } from '../../sources/sso/sign-in-id.js'
import { readEvidence } from '../../system/files/evidence.js'
import type { CommandContext } from '../context.js'
import { withProgress } from '../ui/progress.js'
import { rememberAssignments } from './remembered.js'
import { ssoContext } from './sso-context.js'

/** Asks the portal what is assigned to the user, and remembers it. The user may have to sign in. */
export async function fetchAssignments(
  place: SsoPlace,
  context: CommandContext,
  { command, useDevice }: { command: string; useDevice?: boolean | undefined },
): Promise<Assignments> {
  const { host } = context
  const id = idOf(place)
  const { startUrl, region, session } = place
  const usable = ssoContext(place, context, { command, useDevice })
  const accounts = await withSignIn(place, usable, (portal, token) =>
    withProgress(
      (show) =>
        listAssignments(portal, token, ({ done, accounts: all }) =>
          show(all === 0 ? 1 : done / all, `roles of ${done} of ${counted(all, 'account')}`),
        ),
      { stderr: host.streams.stderr, env: host.env },
    ),
  )
  const identity = readEvidence(host).ssoSignIn(id)
  const list: Assignments = {
    ...(session === undefined ? {} : { session }),
    ...{ startUrl, region, fetched: isoSeconds(host.now().at) },
    ...(identity === undefined ? {} : { identity }),
    accounts,
  }
  rememberAssignments(id, list, host)
  return list
}
