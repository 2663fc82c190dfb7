import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Keys } from '../aws-files/keys.js'
import { envVar, type Env } from '../core/env.js'
import {
  hasNoVariable,
  IN_S3_BLOCK,
  isSetByUser,
  serviceEndpoints,
  VARIABLES,
  type SdkSetting,
} from './sdk-settings.js'

/**
 * What keeps `[default]` from a program that gets credentials and no AWS_PROFILE. Its SDK reads
 * `[default]` then, whose settings the requested profile does not have.
 */
export interface DefaultShield {
  /** Settings that have the value which SDKs use without the setting. */
  neutral: SdkSetting[]
  /** Keys of `[default]` that have an effect all the same, because no variable excludes them. */
  remaining: string[]
  /** The same for its endpoints: variables of the services, AWS_ENDPOINT_URL for all. */
  remainingEndpoints: string[]
}

/**
 * The values that SDKs use without a setting (AWS SDKs and Tools Reference Guide). If SDKs differ,
 * the value is one that all accept. Keys without an entry have no such value.
 */
const NEUTRAL: Readonly<Record<string, string>> = {
  account_id_endpoint_mode: 'preferred',
  cli_auto_prompt: 'off',
  csm_enabled: 'false',
  csm_host: '127.0.0.1',
  csm_port: '31000',
  defaults_mode: 'legacy',
  disable_host_prefix_injection: 'false',
  disable_request_compression: 'false',
  ec2_metadata_service_endpoint: 'http://169.254.169.254',
  ec2_metadata_service_endpoint_mode: 'IPv4',
  ec2_metadata_v1_disabled: 'false',
  imds_use_ipv6: 'false',
  max_attempts: '3',
  metadata_service_num_attempts: '1',
  metadata_service_timeout: '1',
  output: 'json',
  request_checksum_calculation: 'when_supported',
  request_min_compression_size_bytes: '10240',
  response_checksum_validation: 'when_supported',
  retry_mode: 'standard',
  s3_disable_express_session_auth: 'false',
  s3_disable_multiregion_access_points: 'false',
  s3_us_east_1_regional_endpoint: 'legacy',
  sts_regional_endpoints: 'regional',
  tcp_keepalive: 'false',
  use_dualstack_endpoint: 'false',
  use_fips_endpoint: 'false',
}

const IGNORE = 'ignore_configured_endpoint_urls'

/**
 * @param own the settings that the program gets
 * @param profile the name of the profile that they come from; undefined if there is none
 * @param user the environment without variables that rolecall set
 */
export function shieldFromDefault(
  own: readonly SdkSetting[],
  profile: string | undefined,
  files: AwsFiles,
  user: Env,
): DefaultShield {
  const byDefault = files.profile('default')
  if (!byDefault || profile === 'default') {
    return { neutral: [], remaining: [], remainingEndpoints: [] }
  }
  const has = (key: string): boolean => byDefault.has(key) || byDefault.has(IN_S3_BLOCK[key] ?? key)
  const leaking = Object.entries(VARIABLES).filter(([key, variables]) => {
    const isCovered = own.some((setting) => setting.key === key) || isSetByUser(variables, user)
    return key !== IGNORE && has(key) && !isCovered
  })
  const neutral = leaking.flatMap(([key, variables]) => {
    const value = NEUTRAL[key]
    return value === undefined ? [] : [{ key, value, variables }]
  })
  const requested = profile === undefined ? undefined : files.profile(profile)
  const blocks = [...byDefault]
    .filter(([key, { value }]) => hasNoVariable(key) && requested?.get(key)?.value !== value)
    .map(([key]) => key)
  const endpoints = shieldFromEndpoints(byDefault, own, files, user)
  return {
    neutral: [...neutral, ...endpoints.neutral],
    remaining: [...leaking.map(([key]) => key).filter((key) => !NEUTRAL[key]), ...blocks],
    remainingEndpoints: endpoints.remaining,
  }
}

/**
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS makes SDKs ignore the variables too, so that it helps only a
 * program without an endpoint. Beside AWS_ENDPOINT_URL it is not needed: that wins over all that a
 * profile has.
 */
function shieldFromEndpoints(
  byDefault: Keys,
  own: readonly SdkSetting[],
  files: AwsFiles,
  user: Env,
): { neutral: SdkSetting[]; remaining: string[] } {
  const [variable = ''] = VARIABLES[IGNORE] ?? []
  const ignore = (value: string): SdkSetting => ({ key: IGNORE, value, variables: [variable] })
  const chosen = envVar(user, variable)
  const requested = chosen ?? own.find(({ key }) => key === IGNORE)?.value
  if (isTrue(requested)) return { neutral: [], remaining: [] }

  const general = 'AWS_ENDPOINT_URL'
  const ours = [
    ...own.flatMap(({ variables }) => variables),
    ...Object.keys(user).filter((name) => envVar(user, name) !== undefined),
  ].filter((name) => name.startsWith(general))
  const services = serviceEndpoints(byDefault.get('services')?.value ?? '', files)
  const theirs = [
    ...(byDefault.has('endpoint_url') ? [general] : []),
    ...services.flatMap(({ variables }) => variables),
  ]
  const leaking = ours.includes(general) ? [] : theirs.filter((name) => !ours.includes(name))
  const ignoresAll = isTrue(byDefault.get(IGNORE)?.value) && requested === undefined
  if (ours.length === 0) {
    if (leaking.length === 0 || ignoresAll) return { neutral: [], remaining: [] }
    return chosen === undefined
      ? { neutral: [ignore('true')], remaining: [] }
      : { neutral: [], remaining: leaking }
  }
  return { neutral: ignoresAll ? [ignore('false')] : [], remaining: leaking }
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true'
}
