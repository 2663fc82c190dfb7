import type { FileValue, Keys } from '../aws-files/keys.js'
import { almostHeader } from '../aws-files/unread-headers.js'
import type { Profile } from '../aws-files/profile.js'
import { envVar } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { ConfigInputs } from './config-inputs.js'

/** Services that rolecall calls, by their names in a `services` section. */
export type AwsService =
  | 'sts'
  | 'sso'
  | 'sso_oidc'
  | 'signin'
  | 'iam'
  | 'rolesanywhere'
  | 'cognito_identity'
  | 'cloudtrail'

const VARIABLES: Readonly<Record<AwsService, string>> = {
  sts: 'AWS_ENDPOINT_URL_STS',
  sso: 'AWS_ENDPOINT_URL_SSO',
  sso_oidc: 'AWS_ENDPOINT_URL_SSO_OIDC',
  signin: 'AWS_ENDPOINT_URL_SIGNIN',
  iam: 'AWS_ENDPOINT_URL_IAM',
  cloudtrail: 'AWS_ENDPOINT_URL_CLOUDTRAIL',
  rolesanywhere: 'AWS_ENDPOINT_URL_ROLESANYWHERE',
  cognito_identity: 'AWS_ENDPOINT_URL_COGNITO_IDENTITY',
}

/** The endpoint in a `services` section. */
const KEYS: Readonly<Record<AwsService, (section: Keys) => FileValue | undefined>> = {
  sts: (section) => section.get('sts.endpoint_url'),
  sso: (section) => section.get('sso.endpoint_url'),
  sso_oidc: (section) => section.get('sso_oidc.endpoint_url'),
  signin: (section) => section.get('signin.endpoint_url'),
  iam: (section) => section.get('iam.endpoint_url'),
  cognito_identity: (section) => section.get('cognito_identity.endpoint_url'),
  cloudtrail: (section) => section.get('cloudtrail.endpoint_url'),
  rolesanywhere: (section) => section.get('rolesanywhere.endpoint_url'),
}

type EndpointInputs = Pick<ConfigInputs, 'files' | 'env'>

/** Where a service is called, apart from the region. */
export interface ServiceEndpoint {
  /** A complete URL. */
  endpoint?: string
  fips?: true
  dualStack?: true
}

/**
 * The endpoint settings for a service: those of the environment or of the requested profile, as in
 * every SDK. Those of a source profile do not count: it must not choose who receives the calls of
 * another profile.
 * @param settings the profile that was asked for; undefined if there is none
 * @throws RolecallError 'config' for an invalid URL, or one beside FIPS or dual-stack
 */
export function serviceEndpoint(
  service: AwsService,
  settings: Profile | undefined,
  inputs: EndpointInputs,
): ServiceEndpoint {
  const endpoint = customEndpoint(service, settings, inputs)
  const fips = isEnabled('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', settings, inputs)
  const dualStack = isEnabled(
    'AWS_USE_DUALSTACK_ENDPOINT',
    'use_dualstack_endpoint',
    settings,
    inputs,
  )
  if (endpoint && (fips || dualStack)) {
    const what = fips ? 'a FIPS endpoint' : 'a dual-stack endpoint'
    throw new RolecallError('config', `${what} cannot be combined with a custom endpoint`, {
      hint: `the custom endpoint is ${endpoint}`,
    })
  }
  return {
    ...(endpoint ? { endpoint } : {}),
    ...(fips ? { fips } : {}),
    ...(dualStack ? { dualStack } : {}),
  }
}

/**
 * The custom endpoint of a service: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or that of the profile,
 * in its `services` section or its `endpoint_url`.
 */
export function customEndpoint(
  service: AwsService,
  settings: Profile | undefined,
  inputs: EndpointInputs,
): string | undefined {
  const ignored = 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'
  if (isEnabled(ignored, 'ignore_configured_endpoint_urls', settings, inputs)) return undefined
  const { env, files } = inputs
  const section = files.section('services', settings?.get('services') ?? '')
  const endpoint =
    envVar(env, VARIABLES[service], 'AWS_ENDPOINT_URL') ??
    (section && KEYS[service](section)?.value) ??
    settings?.get('endpoint_url')
  return endpoint === undefined ? undefined : checkedUrl(endpoint)
}

/** A note about a `services` section that is named but does not exist: it adds no endpoint. */
export function missingServices(
  settings: Profile | undefined,
  { files }: ConfigInputs,
): string | undefined {
  const name = settings?.get('services')
  if (name === undefined || files.section('services', name)) return undefined
  const where = `profile ${settings?.name} names [services ${name}], which does not exist`
  return `${where}: ${almostHeader(files.config, 'services', name) ?? 'no endpoint is taken from there'}`
}

function checkedUrl(endpoint: string): string {
  // Text before an @ is a password, which AWS does not need, and which messages must not show.
  const shown = endpoint.replace(/.*@/s, '…@')
  if (shown !== endpoint) {
    throw new RolecallError('config', `the endpoint contains a user name: ${shown}`, {
      hint: 'remove it: requests to STS are signed',
    })
  }
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint
  throw new RolecallError('config', `the endpoint is not an http or https URL: ${endpoint}`)
}

function isEnabled(
  variable: string,
  key: string,
  settings: Profile | undefined,
  { env }: EndpointInputs,
): true | undefined {
  const value = envVar(env, variable) ?? settings?.get(key)
  return value?.toLowerCase() === 'true' || undefined
}
