import { readProfile } from '../../aws-files/profile.js'
import { serviceUrl } from '../../core/arn.js'
import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { fetchFor } from '../../net/fetch.js'
import type { SignInTarget } from '../../signin/identity-center/sign-in-ports.js'
import { resolveStartUrl } from '../../signin/identity-center/resolve-start-url.js'
import { isDualStackUrl, regionInUrl } from '../../signin/identity-center/start-url.js'
import type { Service } from '../../signin/json-service.js'
import { browserOf } from '../../system/desktop/browser.js'
import { SERVICE_NAME, type SsoContext, type SsoPlace } from './place.js'
import { idOf } from './sign-in-id.js'

/** What the AWS CLI registers for. */
const DEFAULT_SCOPES = 'sso:account:access'

/** Whether the user wants a code on another device, so that a terminal is not needed here. */
export function isDeviceChosen(place: SsoPlace, { files, useDevice }: SsoContext): boolean {
  return useDevice === true || setting('sso_use_device_code', place, files) === 'true'
}

/** A key of the `[sso-session]`, or of the profile. */
function setting(
  key: string,
  { session, profile }: SsoPlace,
  files: SsoContext['files'],
): string | undefined {
  const section = session === undefined ? undefined : files.section('sso-session', session)
  return section?.get(key)?.value ?? readProfile(files, profile)?.get(key)
}

/** The sign-in that a place needs: its scopes, its flow and its token service. */
export function targetOf(place: SsoPlace, context: SsoContext, isDevice: boolean): SignInTarget {
  const { startUrl, region, oidcEndpoint, fips, dualStack } = place
  const { host, files, plan } = context
  const scopes = setting('sso_registration_scopes', place, files) ?? DEFAULT_SCOPES
  const fetch = fetchFor(plan, host)
  const serviceAt = (url: string): Service => {
    const flags = { fips: fips ?? false, dualStack: dualStack ?? isDualStackUrl(url) }
    return { url: oidcEndpoint ?? serviceUrl('oidc', region, flags), fetch, name: SERVICE_NAME }
  }
  return {
    id: idOf(place),
    ...{ startUrl, region },
    scopes: scopes.split(/[\s,]+/).filter(Boolean),
    flow: isDevice || browserOf(host) === undefined ? 'device' : 'browser',
    service: serviceAt(startUrl),
    async entry() {
      const known = await resolveStartUrl(startUrl, fetch)
      const found = regionInUrl(known)
      if (found !== undefined && found !== region) throw otherRegionError(place, found, context)
      return { startUrl: known, service: serviceAt(known) }
    },
  }
}

/** The SDKs get credentials in sso_region, so that rolecall does not just use the other one. */
function otherRegionError(place: SsoPlace, found: string, context: SsoContext): RolecallError {
  const what = `${place.startUrl} is in ${found}, but sso_region is ${place.region}`
  return new RolecallError('config', what, { hint: `run ${regionCommand(place, found, context)}` })
}

/** The command that corrects the region: in the section, in the profile, or on the command line. */
function regionCommand(
  { session, profile }: SsoPlace,
  region: string,
  { files, login }: SsoContext,
): string {
  if (session !== undefined) {
    return `rolecall configure --sso-session ${shellWord(session)} --sso-region ${region} --yes`
  }
  if (URL.canParse(profile)) return `${login} --sso-region ${region}`
  const key = 'sso_region'
  const prefix = files.profile(profile)?.has(`granted_${key}`) ? 'granted_' : ''
  return `aws configure set ${prefix}${key} ${region} --profile ${shellWord(profile)}`
}
