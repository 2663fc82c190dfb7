import { singleFlight } from '../../coordination/single-flight.js'
import type { Assignments } from '../../core/state/assignments.js'
import { isoSeconds } from '../../core/credentials.js'
import { sha256 } from '../../core/digest/sha256.js'
import { isNonEmptyString } from '../../core/json.js'
import { counted } from '../../core/printable.js'
import { listAssignments } from '../../signin/identity-center/assignments.js'
import { withSignIn } from '../../sources/sso/open.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import { idOf } from '../../sources/sso/sign-in-id.js'
import { readEvidence } from '../../system/files/evidence.js'
import { describeHolder } from '../../system/files/acquire-lock.js'
import { runtimeDir } from '../../system/files/runtime-dir.js'
import type { CommandContext } from '../context.js'
import { withProgress } from '../ui/progress.js'
import { currentAssignments, rememberAssignments } from './remembered.js'
import { ssoContext } from './sso-context.js'

interface FetchOptions {
  /** For hints, and for the messages of waiters. */
  command: string
  useDevice?: boolean | undefined
}

/** Long enough for a sign-in, and for the roles of thousands of accounts. */
const TIMEOUT_MS = 1200_000

/**
 * Asks the portal what is assigned to the user, and remembers it. The user may have to sign in. Of
 * several processes one asks, since the portal's limit is for all of them.
 */
export async function fetchAssignments(
  place: SsoPlace,
  context: CommandContext,
  options: FetchOptions,
): Promise<Assignments> {
  const { host, notify } = context
  let own: Assignments | undefined
  const list = async (): Promise<string> => {
    own = await listAndRemember(place, context, options)
    return own.fetched
  }
  // The list is read from its file: it may be too large for a message.
  const fetched = await singleFlight<string>(
    {
      key: sha256(`assignments of ${idOf(place)}`),
      ...{ folder: runtimeDir(host), name: `rolecall ${options.command}`, timeoutMs: TIMEOUT_MS },
      now: () => host.now().at,
      accepts: isNonEmptyString,
      onWait: (holder) => notify(`waiting for ${describeHolder(holder)} to list the roles`),
    },
    list,
  )
  const ofOther = own === undefined ? currentAssignments(place, host) : undefined
  return own ?? (ofOther?.fetched === fetched ? ofOther : listAndRemember(place, context, options))
}

async function listAndRemember(
  place: SsoPlace,
  context: CommandContext,
  { command, useDevice }: FetchOptions,
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
