import { isRolecallError } from '../../core/errors.js'
import { forgetSsoSignIn, listSsoEntries, ssoEntry } from '../../secrets/sso-sign-ins.js'
import { awsCliFile, readAwsCliFile } from '../../signin/identity-center/aws-cli-file.js'
import { endSignIn } from '../../signin/identity-center/portal.js'
import { tokenHash } from '../../signin/identity-center/found-sign-ins.js'
import type { FoundSignIn } from '../../signin/identity-center/sign-in-ports.js'
import { serviceEndpoint } from '../../sources/endpoints.js'
import { findOf, portalOf } from '../../sources/sso/open.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import { idOf } from '../../sources/sso/sign-in-id.js'
import { removeFile } from '../../system/files/atomic-file.js'
import type { CommandContext } from '../context.js'
import { planOfPlace } from './place-plan.js'
import { forgetAssignments } from './remembered.js'

/**
 * Ends every sign-in with IAM Identity Center that rolecall keeps. Those of the AWS CLI stay.
 * @returns their number
 */
export async function signOutEverywhere(context: CommandContext): Promise<number> {
  const { host } = context
  const entries = listSsoEntries(host)
  const endpoint =
    entries.length === 0
      ? undefined
      : serviceEndpoint('sso', undefined, { files: context.files(), env: host.env })
  for (const { id, startUrl, region, tokens } of entries) {
    const session = id === startUrl ? {} : { session: id }
    const place = { profile: id, startUrl, region, ...session, ...endpoint }
    const isOwn = (found: FoundSignIn): boolean =>
      found.place === 'store' || tokens.includes(tokenHash(found.token))
    await signOut(place, context, isOwn)
  }
  return entries.length
}

/**
 * Ends a sign-in: at AWS, in the store, and in the AWS CLI's file. Credentials of roles that were
 * handed out stay valid until they expire.
 * @returns false if there was none
 */
export async function signOut(
  place: SsoPlace,
  context: CommandContext,
  isMeant: (found: FoundSignIn) => boolean = () => true,
): Promise<boolean> {
  const { host, cache, notify, busy } = context
  const id = idOf(place)
  const isKept = ssoEntry(id, host) !== undefined
  const found = (await findOf(place, { host, cache: cache(), notify }).find()).filter(isMeant)
  const portal = portalOf(place, { plan: planOfPlace(place.profile, context), host })
  for (const token of new Set(found.map((each) => each.token.accessToken))) {
    await busy(endSignIn(portal, token)).catch((error: unknown) => {
      if (!isRolecallError(error)) throw error
      notify(`${id}: signed out here only: ${error.message}`)
    })
  }
  const inUse = await cache().secrets()
  if (isKept) await forgetSsoSignIn(id, { host, options: context.storeOptions, inUse })
  const inFile = readAwsCliFile(id, host)
  if (inFile && found.some(({ token }) => token.accessToken === inFile.accessToken)) {
    removeFile(awsCliFile(id, host))
  }
  forgetAssignments(id, host)
  return isKept || found.length > 0
}
