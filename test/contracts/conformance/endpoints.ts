import type { PlanCase } from './case.js'

const KEYS = 'aws_access_key_id = AKIDB\naws_secret_access_key = secret\n'
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/R\nsource_profile = base\n'
const BASE = `[profile base]\n${KEYS}`
const ANN = `[profile ann]\nregion = us-east-1\n${ROLE}`
const SERVICES = '[services own]\nsts =\n  endpoint_url = https://sts.own\n'
const GLOBAL = { AWS_ENDPOINT_URL: 'https://global.env' }
const STS = { AWS_ENDPOINT_URL_STS: 'https://sts.env' }
const IGNORED = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }
const URLS = 'botocore, go: configured endpoint URLs'

/** One row: where the URL stands, and which one is right. */
type Row = readonly [
  what: string,
  settings: string,
  env: Readonly<Record<string, string>>,
  endpoint: string | undefined,
]

const ONE = 'endpoint_url = https://global.own\n'
const TWO = 'services = own\n'
const OFF = 'ignore_configured_endpoint_urls = true\n'

/** The SDKs test this with S3; STS follows the same rule. */
const ROWS: readonly Row[] = [
  ['no URL anywhere', '', {}, undefined],
  ['endpoint_url', ONE, {}, 'https://global.own'],
  ['services', TWO, {}, 'https://sts.own'],
  ['services before endpoint_url', ONE + TWO, {}, 'https://sts.own'],
  ['AWS_ENDPOINT_URL', '', GLOBAL, 'https://global.env'],
  ['AWS_ENDPOINT_URL before endpoint_url', ONE, GLOBAL, 'https://global.env'],
  ['AWS_ENDPOINT_URL before services', TWO, GLOBAL, 'https://global.env'],
  ['AWS_ENDPOINT_URL before both', ONE + TWO, GLOBAL, 'https://global.env'],
  ['AWS_ENDPOINT_URL_STS', '', STS, 'https://sts.env'],
  ['AWS_ENDPOINT_URL_STS before endpoint_url', ONE, STS, 'https://sts.env'],
  ['AWS_ENDPOINT_URL_STS before services', TWO, STS, 'https://sts.env'],
  ['AWS_ENDPOINT_URL_STS before both', ONE + TWO, STS, 'https://sts.env'],
  ['both variables', '', { ...GLOBAL, ...STS }, 'https://sts.env'],
  ['both variables before endpoint_url', ONE, { ...GLOBAL, ...STS }, 'https://sts.env'],
  ['both variables before services', TWO, { ...GLOBAL, ...STS }, 'https://sts.env'],
  ['both variables before both keys', ONE + TWO, { ...GLOBAL, ...STS }, 'https://sts.env'],
  ['the variable that ignores all', ONE + TWO, { ...GLOBAL, ...STS, ...IGNORED }, undefined],
  ['the key that ignores all', OFF + ONE + TWO, { ...GLOBAL, ...STS }, undefined],
  ['the key that ignores all, in capitals', OFF.replace('true', 'TRUE') + ONE, {}, undefined],
  ['the key that ignores all is off', OFF.replace('true', 'false') + ONE, {}, 'https://global.own'],
  ['the URL of another service', '', { AWS_ENDPOINT_URL_S3: 'https://s3.env' }, undefined],
  [
    'the URL of another service beside the general one',
    ONE,
    { AWS_ENDPOINT_URL_DYNAMODB: 'https://d.env' },
    'https://global.own',
  ],
  ['an empty variable', ONE, { AWS_ENDPOINT_URL: '' }, 'https://global.own'],
  [
    'endpoint_url twice',
    'endpoint_url = https://one\nendpoint_url = https://two\n',
    {},
    'https://two',
  ],
  ['services that do not exist', 'services = nobody\n' + ONE, {}, 'https://global.own'],
]

/** Region, endpoint, FIPS and dual-stack of the call to STS. */
export const ENDPOINTS: readonly PlanCase[] = [
  ...ROWS.map(([what, settings, env, endpoint]): PlanCase => {
    return {
      from: URLS,
      what,
      config: `${ANN}${settings}${BASE}${SERVICES}`,
      env,
      profile: 'ann',
      signs: 'key AKIDB',
      roles: ['R'],
      target: { endpoint },
    }
  }),
  {
    from: 'cpp: TestServiceSpecificEndpoints',
    what: 'services for others only',
    config: `${ANN}${ONE}services = two\n${BASE}[services two]\ns3 =\n  endpoint_url = http://s3\n`,
    profile: 'ann',
    target: { endpoint: 'https://global.own' },
  },
  {
    from: 'cpp: TestIgnoreGlobalEndpointInServicesSection',
    what: 'endpoint_url directly in services',
    config: `${ANN}services = two\n${BASE}[services two]\nendpoint_url = http://do-not-use\n`,
    profile: 'ann',
    target: { endpoint: undefined },
  },
  {
    from: 'cpp: TestMultipleServicesDefinitions',
    what: 'two sections of services',
    config: `${ANN}services = own\n${BASE}${SERVICES}[services bar]\nsts =\n  endpoint_url = https://bar\n`,
    profile: 'ann',
    target: { endpoint: 'https://sts.own' },
  },
  {
    from: 'cpp: TestSourceProfileEndpointIsolation',
    what: 'endpoint_url of the source does not count',
    config: `[profile A]\n${KEYS}endpoint_url = https://a.own\n[profile B]\nsource_profile = A\nrole_arn = arn:aws:iam::123456789012:role/R\n`,
    profile: 'B',
    signs: 'key AKIDB',
    roles: ['R'],
    target: { endpoint: undefined },
  },
  {
    from: 'cpp: TestSourceProfileEndpointIsolation',
    what: 'services of the source do not count',
    config: `[profile A]\n${KEYS}services = own\n[profile B]\nsource_profile = A\nrole_arn = arn:aws:iam::123456789012:role/R\n${SERVICES}`,
    profile: 'B',
    target: { endpoint: undefined },
  },
  {
    from: 'cpp: TestSourceProfileEndpointIsolation; the settings of a source are its own',
    what: 'FIPS and dual-stack of the source do not count',
    config: `[profile A]\n${KEYS}use_fips_endpoint = true\nuse_dualstack_endpoint = true\n[profile B]\nsource_profile = A\nrole_arn = arn:aws:iam::123456789012:role/R\n`,
    profile: 'B',
    target: { fips: undefined, dualStack: undefined },
  },
  {
    from: 'cpp: TestSourceProfileEndpointIsolation; the settings of a source are its own',
    what: 'ignore_configured_endpoint_urls of the source does not count',
    config: `[profile A]\n${KEYS}ignore_configured_endpoint_urls = true\n[profile B]\nsource_profile = A\n${ONE}role_arn = arn:aws:iam::123456789012:role/R\n`,
    profile: 'B',
    target: { endpoint: 'https://global.own' },
  },
  {
    from: 'rust: e2e_fips_and_dual_stack_sts; ruby; go',
    what: 'FIPS and dual-stack of the profile',
    config: `${ANN}use_fips_endpoint = true\nuse_dualstack_endpoint = true\n${BASE}`,
    profile: 'ann',
    target: { fips: true, dualStack: true, endpoint: undefined },
  },
  {
    from: 'go: UseFIPSEndpointEnabled, UseDualStackEndpointDisabled',
    what: 'FIPS with a capital, dual-stack off',
    config: `${ANN}use_fips_endpoint=True\nuse_dualstack_endpoint=False\n${BASE}`,
    profile: 'ann',
    target: { fips: true, dualStack: undefined },
  },
  {
    from: 'go: UseFIPSEndpointInvalid, UseDualStackEndpointInvalid',
    what: 'FIPS and dual-stack with another word',
    config: `${ANN}use_fips_endpoint=invalid\nuse_dualstack_endpoint=invalid\n${BASE}`,
    profile: 'ann',
    target: { fips: undefined, dualStack: undefined },
  },
  {
    from: 'rust: e2e_fips_and_dual_stack_sso; go: env_config',
    what: 'FIPS and dual-stack of the environment',
    config: `${ANN}${BASE}`,
    env: { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    profile: 'ann',
    target: { fips: true, dualStack: true },
  },
  {
    from: 'go, js, botocore: the environment before the profile',
    what: 'FIPS switched off by the environment',
    config: `${ANN}use_fips_endpoint = true\n${BASE}`,
    env: { AWS_USE_FIPS_ENDPOINT: 'false' },
    profile: 'ann',
    target: { fips: undefined },
  },
  {
    from: 'the endpoint rule set of every SDK',
    what: 'FIPS with a URL',
    config: `${ANN}use_fips_endpoint = true\n${ONE}${BASE}`,
    profile: 'ann',
    error: /FIPS endpoint cannot be combined with a custom endpoint/,
  },
  {
    from: 'rust: e2e_assume_role; go; ruby',
    what: 'the region of the profile with the role',
    config: `[profile ann]\nregion = us-west-2\n${ROLE}[profile base]\nregion = eu-west-1\n${KEYS}`,
    profile: 'ann',
    target: { region: 'us-west-2' },
  },
  {
    from: 'rust: region_override; botocore',
    what: 'the region of the environment before that of the profile',
    config: `${ANN}${BASE}`,
    env: { AWS_REGION: 'us-east-2' },
    profile: 'ann',
    target: { region: 'us-east-2' },
  },
  {
    from: 'go: env_config; AWS CLI 2',
    what: 'AWS_REGION before AWS_DEFAULT_REGION',
    config: `${ANN}${BASE}`,
    env: { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'eu-west-3' },
    profile: 'ann',
    target: { region: 'us-east-2' },
  },
  {
    from: 'go: env_config; botocore',
    what: 'AWS_DEFAULT_REGION',
    config: `${ANN}${BASE}`,
    env: { AWS_DEFAULT_REGION: 'eu-west-3' },
    profile: 'ann',
    target: { region: 'eu-west-3' },
  },
  {
    from: 'js; botocore: no region',
    what: 'no region anywhere',
    config: `[profile ann]\n${ROLE}${BASE}`,
    profile: 'ann',
    target: { region: 'us-east-1' },
  },
  {
    from: 'botocore: test_assume_role_uses_correct_region',
    what: 'a region of China for a role of China',
    config: `[profile ann]\nregion = cn-north-1\nrole_arn = arn:aws-cn:iam::123456789012:role/R\nsource_profile = base\n${BASE}`,
    profile: 'ann',
    roles: ['R'],
    target: { region: 'cn-north-1' },
  },
  {
    from: 'ruby: region from the credentials file',
    what: 'the region of the credentials file',
    config: `[profile ann]\nregion = us-west-1\n${ROLE}${BASE}`,
    credentials: '[ann]\nregion = us-west-2\n',
    profile: 'ann',
    target: { region: 'us-west-2' },
  },
  {
    from: 'ruby: sts_legacy; js ignores it',
    what: 'sts_regional_endpoints',
    config: `${ANN}sts_regional_endpoints = legacy\n${BASE}`,
    profile: 'ann',
    target: { region: 'us-east-1', endpoint: undefined },
    choice: 'docs/contracts.md#6-sts',
  },
  {
    from: 'go: EC2MetadataServiceEndpoint; ruby',
    what: 'the metadata service of the profile',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = http://endpoint.localhost\n`,
    profile: 'ann',
    signs: 'instance http://endpoint.localhost',
    roles: ['R'],
  },
  {
    from: 'go: EC2MetadataServiceEndpointModeIPv6; ruby; java',
    what: 'the metadata service over IPv6',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint_mode = IPv6\n`,
    profile: 'ann',
    signs: 'instance http://[fd00:ec2::254]',
    roles: ['R'],
  },
  {
    from: 'go: EC2MetadataServiceEndpointModeIPv4; java: EndpointMode',
    what: 'the metadata service over IPv4, in another case',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint_mode = ipv4\n`,
    profile: 'ann',
    signs: 'instance',
    roles: ['R'],
  },
  {
    from: 'go: EC2MetadataServiceEndpointModeUnknown; java: EndpointMode',
    what: 'an unknown mode of the metadata service',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint_mode = foobar\n`,
    env: { AWS_EC2_METADATA_DISABLED: 'false' },
    profile: 'ann',
    error: /ec2_metadata_service_endpoint_mode.*foobar/,
  },
  {
    from: 'go: env_config; java: Ec2MetadataConfigProviderEndpointMode',
    what: 'an unknown mode in the environment',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\n`,
    env: { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv7', AWS_EC2_METADATA_DISABLED: 'false' },
    profile: 'ann',
    error: /AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE.*IPv7/,
  },
  {
    from: 'go: EC2MetadataServiceEndpointAndModeMixed; java: EndpointResolution',
    what: 'an endpoint of the metadata service before its mode',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = http://endpoint.localhost\nec2_metadata_service_endpoint_mode = IPv6\n`,
    profile: 'ann',
    signs: 'instance http://endpoint.localhost',
    roles: ['R'],
  },
  {
    from: 'java: Ec2MetadataConfigProviderEndpointOverride; go',
    what: 'the metadata service of the environment before that of the profile',
    config: `[profile ann]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\nec2_metadata_service_endpoint = http://endpoint.localhost\n`,
    env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://env.localhost' },
    profile: 'ann',
    signs: 'instance http://env.localhost',
    roles: ['R'],
  },
]
