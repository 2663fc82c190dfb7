import { unknownRegionNote } from '../../../core/region-names.js'
import { REGIONS } from '../../../core/regions.js'
import { envVar } from '../../../core/env.js'
import { nearest } from '../../../core/did-you-mean.js'
import { shellWord } from '../../../core/shell-word.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Regions that no partition has, in profiles and variables. */
export function knownRegions({ files, names, placeOf, host }: Examined): Finding[] {
  const ofProfiles = names().flatMap((name) => {
    return ['region', 'sso_region'].flatMap((key): Finding[] => {
      const region = files().profile(name)?.get(key)?.value
      const note = noteOn(region)
      if (region === undefined || note === undefined) return []
      const [guess] = nearest(region, REGIONS)
      const place = placeOf(name, key)
      return [
        {
          severity: 'warning',
          message: `${key} of profile ${name}: ${note}`,
          hint: 'correct it',
          command:
            key === 'region' && guess !== undefined
              ? `rolecall configure ${shellWord(name)} --region ${guess} --yes`
              : editCommand(place ?? files().config),
          ...(place ? { file: place } : {}),
          profiles: [name],
        },
      ]
    })
  })
  const ofVariables = ['AWS_REGION', 'AWS_DEFAULT_REGION'].flatMap((variable): Finding[] => {
    const region = envVar(host.env, variable)
    const note = noteOn(region)
    if (region === undefined || note === undefined) return []
    const [guess] = nearest(region, REGIONS)
    const command = guess === undefined ? `unset ${variable}` : `export ${variable}=${guess}`
    return [{ severity: 'warning', message: `${variable}: ${note}`, hint: 'correct it', command }]
  })
  return [...ofProfiles, ...ofVariables]
}

const noteOn = (region: string | undefined): string | undefined =>
  region === undefined || REGIONS.includes(region) ? undefined : unknownRegionNote(region)

/** Keys that have a newer name, and keys that contradict or outrank each other in one profile. */
export function currentKeys({ files, names, placeOf }: Examined): Finding[] {
  return names().flatMap((name) => {
    const keys = files().profile(name)
    if (!keys) return []
    const at = (key: string, finding: Pick<Finding, 'severity' | 'message' | 'hint'>): Finding => {
      const place = placeOf(name, key) ?? { path: files().config.path }
      return { ...finding, command: editCommand(place), file: place, profiles: [name] }
    }
    const found: Finding[] = []
    if (keys.has('aws_security_token')) {
      const message = `profile ${name} has aws_security_token, which most SDKs no longer read`
      found.push(
        at('aws_security_token', { severity: 'warning', message, hint: 'write aws_session_token' }),
      )
    }
    if (keys.get('sts_regional_endpoints')?.value === 'legacy') {
      const message = `sts_regional_endpoints = legacy of profile ${name} has no effect any more: SDKs and rolecall use the regional endpoints`
      found.push(
        at('sts_regional_endpoints', { severity: 'note', message, hint: 'remove the line' }),
      )
    }
    const hasKey = keys.has('aws_access_key_id') && keys.has('aws_secret_access_key')
    const other = [
      'credential_process',
      'sso_session',
      'sso_start_url',
      'sso_account_id',
      'login_session',
    ].find((key) => keys.has(key))
    if (hasKey && other !== undefined && !keys.has('role_arn')) {
      const message = `profile ${name} has an access key and ${other}: SDKs disagree on which one to use`
      found.push(at(other, { severity: 'warning', message, hint: 'keep one of the two' }))
    }
    if (keys.get('use_fips_endpoint')?.value === 'true' && keys.has('endpoint_url')) {
      const message = `profile ${name} has use_fips_endpoint and endpoint_url, which cannot be combined`
      found.push(
        at('endpoint_url', { severity: 'warning', message, hint: 'remove one of the two' }),
      )
    }
    return found
  })
}
