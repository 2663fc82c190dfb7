import type { AwsFiles } from '../aws-files.js'
import type { Keys } from '../keys.js'
import { KEY_PREFIX } from '../profile.js'

/**
 * Settings of SDKs that are not credentials. Groups, such as `s3 =` with lines below it, are not
 * among them.
 */
const SDK_SETTING = new RegExp(
  `^(${[
    'region',
    'output',
    'ca_bundle',
    'endpoint_url',
    'services',
    'ignore_configured_endpoint_urls',
    'use_(fips|dualstack)_endpoint',
    'sts_regional_endpoints',
    'retry_mode',
    'max_attempts',
    'defaults_mode',
    'aws_account_id',
    'account_id_endpoint_mode',
    'auth_scheme_preference',
    'sigv4a_signing_region_set',
    'disable_request_compression',
    'endpoint_discovery_enabled',
    'parameter_validation',
    'tcp_keepalive',
    'user_agent_appid',
    'sdk_ua_app_id',
    '(cli|s3|ec2_metadata|request|response)_\\w+',
  ].join('|')})$`,
)

/**
 * The settings that a profile has from the profiles that it includes, by key. SDKs ignore
 * `include_profile`; of an adopted profile they would not know the region.
 * @returns [] if the profile includes none. Missing profiles and loops end the list
 */
export function inheritedSettings(files: AwsFiles, name: string): [key: string, value: string][] {
  const own = files.profile(name)
  if (!own) return []
  const inherited = new Map<string, string>()
  const path = [name]
  for (let next = includedBy(own); next !== undefined && !path.includes(next);) {
    const keys = files.profile(next)
    for (const [key, { value }] of keys ?? []) {
      const isKnown = inherited.has(key) || own.has(key) || own.has(KEY_PREFIX + key)
      if (!isKnown && SDK_SETTING.test(key) && isOneLine(value)) inherited.set(key, value)
    }
    path.push(next)
    next = keys && includedBy(keys)
  }
  return [...inherited]
}

function includedBy(keys: Keys): string | undefined {
  return (keys.get(`${KEY_PREFIX}include_profile`) ?? keys.get('include_profile'))?.value
}

function isOneLine(value: string): boolean {
  return value !== '' && !/[\r\n]/.test(value)
}
