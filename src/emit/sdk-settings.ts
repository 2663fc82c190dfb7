import type { AwsFiles } from '../aws-files/aws-files.js'
import type { Profile } from '../aws-files/profile.js'
import { envVar, type Env } from '../core/env.js'

/** A setting of a profile that SDKs also read from the environment. */
export interface SdkSetting {
  /** Its key in a profile. */
  key: string
  value: string
  /** What the profile has, if the value comes from the section that it names. */
  profileValue?: string
  /** Several if SDKs disagree about the name. */
  variables: readonly string[]
}

/**
 * The keys of a profile that SDKs and the AWS CLI also read from the environment, with their
 * variables. Source: AWS SDKs and Tools Reference Guide, "Settings reference". Regions, endpoints
 * and credentials have rules of their own and are not among them.
 */
export const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  account_id_endpoint_mode: ['AWS_ACCOUNT_ID_ENDPOINT_MODE'],
  auth_scheme_preference: ['AWS_AUTH_SCHEME_PREFERENCE'],
  ca_bundle: ['AWS_CA_BUNDLE'],
  cli_auto_prompt: ['AWS_CLI_AUTO_PROMPT'],
  cli_pager: ['AWS_PAGER'],
  csm_client_id: ['AWS_CSM_CLIENT_ID'],
  csm_enabled: ['AWS_CSM_ENABLED'],
  csm_host: ['AWS_CSM_HOST'],
  csm_port: ['AWS_CSM_PORT'],
  data_path: ['AWS_DATA_PATH'],
  defaults_mode: ['AWS_DEFAULTS_MODE'],
  disable_host_prefix_injection: ['AWS_DISABLE_HOST_PREFIX_INJECTION'],
  disable_request_compression: ['AWS_DISABLE_REQUEST_COMPRESSION'],
  ec2_metadata_service_endpoint: ['AWS_EC2_METADATA_SERVICE_ENDPOINT'],
  ec2_metadata_service_endpoint_mode: ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'],
  ec2_metadata_v1_disabled: ['AWS_EC2_METADATA_V1_DISABLED'],
  // The guide has the first name; botocore reads only the second.
  endpoint_discovery_enabled: ['AWS_ENABLE_ENDPOINT_DISCOVERY', 'AWS_ENDPOINT_DISCOVERY_ENABLED'],
  ignore_configured_endpoint_urls: ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
  imds_use_ipv6: ['AWS_IMDS_USE_IPV6'],
  max_attempts: ['AWS_MAX_ATTEMPTS'],
  metadata_service_num_attempts: ['AWS_METADATA_SERVICE_NUM_ATTEMPTS'],
  metadata_service_timeout: ['AWS_METADATA_SERVICE_TIMEOUT'],
  output: ['AWS_DEFAULT_OUTPUT'],
  request_checksum_calculation: ['AWS_REQUEST_CHECKSUM_CALCULATION'],
  request_min_compression_size_bytes: ['AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES'],
  response_checksum_validation: ['AWS_RESPONSE_CHECKSUM_VALIDATION'],
  retry_mode: ['AWS_RETRY_MODE'],
  s3_disable_express_session_auth: ['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH'],
  s3_disable_multiregion_access_points: ['AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS'],
  s3_us_east_1_regional_endpoint: ['AWS_S3_US_EAST_1_REGIONAL_ENDPOINT'],
  s3_use_arn_region: ['AWS_S3_USE_ARN_REGION'],
  sdk_ua_app_id: ['AWS_SDK_UA_APP_ID'],
  sigv4a_signing_region_set: ['AWS_SIGV4A_SIGNING_REGION_SET'],
  sts_regional_endpoints: ['AWS_STS_REGIONAL_ENDPOINTS'],
  tcp_keepalive: ['BOTOCORE_TCP_KEEPALIVE'],
  use_dualstack_endpoint: ['AWS_USE_DUALSTACK_ENDPOINT'],
  use_fips_endpoint: ['AWS_USE_FIPS_ENDPOINT'],
}

/** Keys of the block `s3 =` that botocore reads instead of the key of the profile. */
export const IN_S3_BLOCK: Readonly<Record<string, string>> = {
  s3_disable_multiregion_access_points: 's3.s3_disable_multiregion_access_points',
  s3_us_east_1_regional_endpoint: 's3.us_east_1_regional_endpoint',
  s3_use_arn_region: 's3.use_arn_region',
}

/** Settings of SDKs and the AWS CLI that only a profile can have, apart from blocks. */
const WITHOUT_VARIABLE: ReadonlySet<string> = new Set([
  'api_versions',
  'cli_binary_format',
  'cli_follow_urlparam',
  'cli_history',
  'cli_timestamp_format',
  'parameter_validation',
])

/**
 * The settings of a profile that a program would lose with the profile's name. Those that the user
 * has set by a variable are left out, because SDKs prefer the variable.
 * @param user the environment without variables that rolecall set
 */
export function sdkSettings(profile: Profile, files: AwsFiles, user: Env): SdkSetting[] {
  const plain = Object.entries(VARIABLES).flatMap(([key, variables]) => {
    const value = profile.get(key) ?? profile.get(IN_S3_BLOCK[key] ?? key)
    return value === undefined ? [] : [{ key, value, variables }]
  })
  const all = [...plain, ...endpoints(profile, files, user)]
  return all.filter(({ variables }) => !isSetByUser(variables, user))
}

/** An empty AWS_PAGER switches the pager off. Other empty variables count as unset. */
export function isSetByUser(variables: readonly string[], user: Env): boolean {
  const isPagerOff = variables.includes('AWS_PAGER') && user['AWS_PAGER'] === ''
  return isPagerOff || envVar(user, ...variables) !== undefined
}

/** The keys of a profile that SDKs read, and for which there is no variable. */
export function settingsWithoutVariable(name: string, files: AwsFiles): string[] {
  return [...(files.profile(name)?.keys() ?? [])].filter(hasNoVariable)
}

/** Whether only a profile can have this setting of SDKs. */
export function hasNoVariable(key: string): boolean {
  const isCarried = Object.values(IN_S3_BLOCK).includes(key)
  return WITHOUT_VARIABLE.has(key) || (key.includes('.') && !isCarried)
}

/**
 * `endpoint_url` of the profile and of each service in its `services` section. A general variable
 * of the user wins over both, and `ignore_configured_endpoint_urls` over all.
 */
function endpoints(profile: Profile, files: AwsFiles, user: Env): SdkSetting[] {
  const ignored = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'
  const isIgnored = envVar(user, ignored) ?? profile.get('ignore_configured_endpoint_urls')
  const general = 'AWS_ENDPOINT_URL'
  if (isIgnored?.toLowerCase() === 'true' || envVar(user, general) !== undefined) return []
  const url = profile.get('endpoint_url')
  const ofAll = url === undefined ? [] : [{ key: 'endpoint_url', value: url, variables: [general] }]
  return [...ofAll, ...serviceEndpoints(profile.get('services') ?? '', files)]
}

/** The endpoints in a `services` section. */
export function serviceEndpoints(section: string, files: AwsFiles): SdkSetting[] {
  return [...(files.section('services', section) ?? [])].flatMap(([key, { value }]) => {
    const [, service] = /^([\w ]+)\.endpoint_url$/i.exec(key) ?? []
    if (service === undefined) return []
    const variable = `AWS_ENDPOINT_URL_${service.trim().toUpperCase().replaceAll(' ', '_')}`
    return [{ key: 'services', value, profileValue: section, variables: [variable] }]
  })
}
