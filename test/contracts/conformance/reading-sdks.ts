import type { ReadingCase } from './case.js'

const LENIENT = 'docs/contracts.md#36-what-rolecall-reads-differently'
const EMPTY = 'docs/profiles.md#2-what-the-profile-contains'

/** Cases that only one SDK tests. */
export const SDKS: readonly ReadingCase[] = [
  {
    from: 'botocore: configloader',
    what: 'a quoted name',
    config: '[default]\nregion = x\n[profile "ann"]\nregion = y\naws_security_token = z',
    profiles: { default: { region: 'x' }, ann: { region: 'y', aws_security_token: 'z' } },
  },
  {
    from: 'botocore: configloader',
    what: 'a quoted name with a blank, beside broken headers',
    config:
      '[default]\nk = 1\n[profile "ann" "other"]\nk = 2\n[profile "ann b"]\nk = 3\n' +
      '[profile "no end]\nk = 4\n[profile bob]\nk = 5',
    profiles: { default: { k: '1' }, 'ann b': { k: '3' }, bob: { k: '5' } },
  },
  {
    from: 'botocore: configloader',
    what: 'a name in single quotes',
    config: "[profile 'ann b']\nk = 1\n[sso-session 'corp one']\nsso_region = x",
    profiles: { 'ann b': { k: '1' } },
    sessions: { 'corp one': { sso_region: 'x' } },
  },
  {
    from: 'botocore: configloader',
    what: 'blocks, and a key after them',
    config:
      '[default]\ns3 =\n    signature_version = s3v4\n    addressing_style = path\n' +
      'cloudwatch =\n    signature_version = v4\nregion=x',
    profiles: {
      default: {
        's3.signature_version': 's3v4',
        's3.addressing_style': 'path',
        'cloudwatch.signature_version': 'v4',
        region: 'x',
      },
    },
  },
  {
    from: 'botocore: configloader',
    what: 'a block with a malformed line',
    config: '[default]\nk = 1\ns3 =\n    style @ path\ncloudwatch =\n    version = v4\nregion=x',
    profiles: { default: { k: '1', 'cloudwatch.version': 'v4', region: 'x' } },
    choice: LENIENT,
  },
  {
    from: 'botocore: configloader',
    what: 'an sso-session that a profile names',
    config:
      '[default]\nsso_session = corp\n[sso-session corp]\nsso_start_url = https://x/\nsso_region = y',
    profiles: { default: { sso_session: 'corp' } },
    sessions: { corp: { sso_start_url: 'https://x/', sso_region: 'y' } },
  },
  {
    from: 'botocore: configloader',
    what: 'services that a profile names',
    config:
      '[default]\nendpoint_url = http://a/\nservices = mine\n[services mine]\n' +
      's3 =\n  endpoint_url = http://b/\ndynamodb =\n  endpoint_url = http://c/',
    profiles: { default: { endpoint_url: 'http://a/', services: 'mine' } },
    services: { mine: { 's3.endpoint_url': 'http://b/', 'dynamodb.endpoint_url': 'http://c/' } },
  },
  {
    from: 'botocore: configloader',
    what: 'keys without a section, as in files of boto 1',
    config: 'AWSAccessKeyId=a\nAWSSecretKey=b',
    profiles: {},
    choice: LENIENT,
  },
  {
    from: 'botocore: credentials file',
    what: 'a token of either name',
    credentials: '[ann]\naws_session_token = a\n[bob]\naws_security_token = b',
    profiles: { ann: { aws_session_token: 'a' }, bob: { aws_security_token: 'b' } },
  },
  {
    from: 'go: shared_config',
    what: 'a block before the region',
    config: '[default]\ns3 =\n  one=123\n  two=abc\n\nregion = x',
    profiles: { default: { 's3.one': '123', 's3.two': 'abc', region: 'x' } },
  },
  {
    from: 'go: shared_config',
    what: 'a profile twice',
    config: '[profile ann]\nregion = x\n\n[profile ann]\nregion = y',
    profiles: { ann: { region: 'y' } },
  },
  {
    from: 'go: shared_config',
    what: 'a profile twice in the credentials file',
    credentials: '[ann]\nregion = x\n\n[bob]\nk = 1\n[ann]\nregion = y',
    profiles: { ann: { region: 'y' }, bob: { k: '1' } },
  },
  {
    from: 'go: shared_config',
    what: 'the config file prefers the prefixed header',
    config: '[ann]\nregion = x\n[profile ann]\nregion = y',
    profiles: { ann: { region: 'y' } },
  },
  {
    from: 'go: shared_config',
    what: 'the credentials file prefers the header without prefix',
    credentials: '[ann]\nregion = x\n[profile ann]\nregion = y',
    profiles: { ann: { region: 'x' }, 'profile ann': { region: 'y' } },
    choice: LENIENT,
  },
  {
    from: 'go: shared_config',
    what: 'neither header is the right one for its file',
    config: '[ann]\nregion = x',
    credentials: '[profile bob]\nregion = y',
    profiles: { 'profile bob': { region: 'y' } },
    choice: LENIENT,
  },
  {
    from: 'go: shared_config',
    what: 'the word profile alone',
    config: '[profile]\nregion = x\n[profile ]\nregion = y\n[profile\t]\nregion = z',
    profiles: {},
  },
  {
    from: 'go: shared_config',
    what: 'a name that starts with the prefix',
    config: '[profile-bar]\nregion = x',
    credentials: '[profile-bar]\nregion = y',
    profiles: { 'profile-bar': { region: 'y' } },
  },
  {
    from: 'go: shared_config',
    what: 'a profile of the name profile',
    config: '[profile profile]\nregion = x',
    profiles: { profile: { region: 'x' } },
  },
  {
    from: 'go: shared_config',
    what: 'many blanks between prefix and name',
    config: '[profile    ann]\nregion = x',
    profiles: { ann: { region: 'x' } },
  },
  {
    from: 'go: shared_config',
    what: 'names in different case',
    config:
      '[profile Ann]\nk = 1\n[profile ann]\nk = 2\n[profile ANN]\nk = 3\n[profile Ann]\nl = 4',
    credentials: '[Ann]\nm = 5\n[ann]\nm = 6\n[ANN]\nm = 7',
    profiles: {
      Ann: { k: '1', l: '4', m: '5' },
      ann: { k: '2', m: '6' },
      ANN: { k: '3', m: '7' },
    },
  },
  {
    from: 'go: shared_config; rust: profile_static_keys_case_insensitive',
    what: 'keys in any case',
    config: '[profile ann]\naWs_AcCeSs_kEy_ID = a\nAWS_SECRET_ACCESS_KEY = b',
    profiles: { ann: { aws_access_key_id: 'a', aws_secret_access_key: 'b' } },
  },
  {
    from: 'go: shared_config',
    what: 'the credentials file wins, key by key',
    config: '[profile ann]\nrole_arn = a\nduration_seconds = 3601\nsso_region = x\nca_bundle = c',
    credentials: '[ann]\nrole_arn = b\nduration_seconds = 1023\nsso_region = y',
    profiles: { ann: { role_arn: 'b', duration_seconds: '1023', sso_region: 'y', ca_bundle: 'c' } },
  },
  {
    from: 'go: shared_config',
    what: 'quotes around a value',
    config: '[profile ann]\nregion = "us-west-2"',
    profiles: { ann: { region: '"us-west-2"' } },
    choice: LENIENT,
  },
  {
    from: 'go: leading_ws',
    what: 'indented headers and keys',
    config: '  [default]\n  region = x\n  output = json\n\n  [profile ann]\n  region = y\n',
    profiles: { default: { region: 'x', output: 'json' }, ann: { region: 'y' } },
  },
  {
    from: 'js: parseIni',
    what: 'blanks around key and value, indented',
    config: '[profile ann]\n   key = x \n   other = y ',
    profiles: { ann: { key: 'x', other: 'y' } },
  },
  {
    from: 'js: parseIni',
    what: 'an equals sign in a value, without blanks',
    config: '[profile ann]\nkey=x=y',
    profiles: { ann: { key: 'x=y' } },
  },
  ...['profile', 'sso-session', 'services'].map((type) => ({
    from: 'js: parseIni',
    what: `a section of type ${type}`,
    config: `[${type} one]\nkey=x\n[${type} two]\nkey=y`,
    profiles: type === 'profile' ? { one: { key: 'x' }, two: { key: 'y' } } : {},
    sessions: type === 'sso-session' ? { one: { key: 'x' }, two: { key: 'y' } } : { one: {} },
    services: type === 'services' ? { one: { key: 'x' }, two: { key: 'y' } } : { one: {} },
  })),
  ...['-', '_', '@', '+', '.', '/', '%', ':'].map((character) => ({
    from: 'js: parseIni',
    what: `${character} in a name`,
    config: `[profile dev${character}eu]\nkey=x\n[sso-session corp${character}eu]\nkey=y`,
    profiles: { [`dev${character}eu`]: { key: 'x' } },
    sessions: { [`corp${character}eu`]: { key: 'y' } },
  })),
  {
    from: 'js: parseIni',
    what: 'a block after a key of the same name',
    config: '[profile ann]\nkey=a\ns3=\n    key=b\n    sub=c\n[profile bob]\nkey=d\ns3=\n    key=e',
    profiles: {
      ann: { key: 'a', 's3.key': 'b', 's3.sub': 'c' },
      bob: { key: 'd', 's3.key': 'e' },
    },
  },
  {
    from: 'js: parseIni',
    what: 'a block before a key of the same name',
    config: '[profile ann]\ns3=\n    key=b\n    sub=c\nkey=a',
    profiles: { ann: { 's3.key': 'b', 's3.sub': 'c', key: 'a' } },
  },
  {
    from: 'js: parseIni',
    what: 'the name __proto__ is a name like any other',
    config: '[profile __proto__]\nkey = x\n[profile ann]\nkey = y',
    credentials: '[constructor]\n__proto__ = z',
    profiles: {
      ['__proto__']: { key: 'x' },
      ann: { key: 'y' },
      constructor: { ['__proto__']: 'z' },
    },
    choice: LENIENT,
  },
  {
    from: 'js: getConfigData',
    what: 'default without a prefix, others without it',
    config: '[default]\nkey = a\n[test]\nkey = b\n[profile one]\nkey = c',
    profiles: { default: { key: 'a' }, one: { key: 'c' } },
  },
  {
    from: 'js: getConfigData',
    what: 'an sso-session with a dot in its name',
    config: '[sso-session foo.bar]\nkey = x\n[services foo.bar]\nkey = y',
    profiles: {},
    sessions: { 'foo.bar': { key: 'x' } },
    services: { 'foo.bar': { key: 'y' } },
  },
  {
    from: 'js: parseIni; docs/contracts.md §3.1',
    what: 'a byte order mark',
    config: '\ufeff[profile ann]\nregion = x',
    credentials: '\ufeff[bob]\nregion = y',
    profiles: { ann: { region: 'x' }, bob: { region: 'y' } },
  },
  {
    from: 'ruby: shared_config',
    what: 'a block in one profile, none in the next',
    config: '[profile ann]\ns3 =\n   foo = bar\nmfa_serial = m\n[profile bob]\nfoo = x',
    profiles: { ann: { 's3.foo': 'bar', mfa_serial: 'm' }, bob: { foo: 'x' } },
  },
  {
    from: 'ruby: shared_config',
    what: 'keys of no meaning make a profile',
    credentials: '[none]\nnecessary_for = syntax',
    profiles: { none: { necessary_for: 'syntax' } },
  },
  {
    from: 'ruby: shared_config',
    what: 'services by their identifiers',
    config:
      '[services dev]\ns3 =\n  endpoint_url = http://a:9000\nelastic_beanstalk =\n  endpoint_url = http://b:8000',
    profiles: {},
    services: {
      dev: {
        's3.endpoint_url': 'http://a:9000',
        'elastic_beanstalk.endpoint_url': 'http://b:8000',
      },
    },
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'odd blanks, quotes in a value, a semicolon that touches a number',
    config:
      '[profile default ]\naws_access_key_id=A\naws_secret_access_key=b  \n' +
      'region=us-east-1\n\ns3=\n    max=10;\n    size=1000\n\n[ profile role]\nrole_arn =arn:x\n' +
      'external_id = some-id\nsource_profile= default\nnote= "a=="\n',
    profiles: {
      default: {
        aws_access_key_id: 'A',
        aws_secret_access_key: 'b',
        region: 'us-east-1',
        's3.max': '10;',
        's3.size': '1000',
      },
      role: {
        role_arn: 'arn:x',
        external_id: 'some-id',
        source_profile: 'default',
        note: '"a=="',
      },
    },
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'an indented key after another',
    config: '[default]\naws_secret_access_key = b\n  aws_session_token= "t=="\nregion = x',
    profiles: { default: { aws_secret_access_key: 'b', aws_session_token: '"t=="', region: 'x' } },
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'blanks in all headers, an indented first key',
    config: '[ default]\n  key = a\nother = b\n\n\n[profile ann    ]\nkey = c',
    profiles: { default: { key: 'a', other: 'b' }, ann: { key: 'c' } },
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'tabs instead of blanks',
    config:
      '[\t\tdefault\t]\nregion\t\t\t=\tx\n\t\t\t\nkey\t=\t\t\ta\n' +
      '[\t\t\tprofile\t\t\tann/b:c+\t\t]\nregion\t=\ty\nkey\t=\tb',
    profiles: { default: { region: 'x', key: 'a' }, 'ann/b:c+': { region: 'y', key: 'b' } },
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'a file that is none',
    config: '\n[\nblah blah blah\n]\nblah=blah\nfjk;dsai\n',
    profiles: {},
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'nothing but blanks',
    config: '\t    \n\n\n\t\t\t\n    \n\n  ',
    profiles: {},
  },
  {
    from: 'cpp: AWSConfigFileProfileConfigLoader',
    what: 'an indented comment, and a comment that touches a value',
    config:
      '# one\n     ;two\n[  default ]\nregion  =  x\n ; three\n[  profile   \t ann ]\nregion = y#z\n#region = q',
    profiles: { default: { region: 'x' }, ann: { region: 'y#z' } },
    choice: LENIENT,
  },
  {
    from: 'cpp: ServiceEndpoints',
    what: 'a service twice',
    config:
      '[services one]\ns3 =\n  endpoint_url = https://a\ns3 =\n  endpoint_url = https://b\n' +
      'dynamodb =\n  endpoint_url = https://c\n[profile dev]\nservices = one',
    profiles: { dev: { services: 'one' } },
    services: { one: { 's3.endpoint_url': 'https://b', 'dynamodb.endpoint_url': 'https://c' } },
  },
  {
    from: 'cpp: ServiceEndpoints',
    what: 'a key without a value between others',
    config: '[profile dev]\nignore_configured_endpoint_urls =\nendpoint_url = https://a',
    profiles: { dev: { endpoint_url: 'https://a' } },
    choice: EMPTY,
  },
  {
    from: 'botocore, js: differential runs',
    what: 'an indented block that another indented key ends',
    config: '[profile base]\n s3 = a\n region =\n output = x\n   s3 = b',
    profiles: { base: { s3: 'a', output: 'x\ns3 = b' } },
    choice: LENIENT,
  },
  {
    from: 'botocore, js: differential runs',
    what: 'a block that a key with a colon ends',
    config: '[profile base]\ns3 = a\nsts =\nregion: x\n  s3 = b',
    profiles: { base: { s3: 'a', region: 'x\ns3 = b' } },
    choice: LENIENT,
  },
  {
    from: 'botocore, js: differential runs',
    what: 'an indented empty key after an empty key is no block',
    config: '[profile base]\n region =\n output = x\n   s3 =\n    name = y\n sts = z',
    profiles: { base: { output: 'x\ns3 =\nname = y', sts: 'z' } },
    choice: LENIENT,
  },
  {
    from: 'botocore, js: differential runs',
    what: 'a block within the block that only JavaScript sees',
    config: '[profile base]\nregion = x\n  s3 =\n  sts =\n  name = y\noutput = z',
    profiles: { base: { region: 'x', 'sts.name': 'y', output: 'z' } },
    choice: LENIENT,
  },
  {
    from: 'botocore, js: differential runs',
    what: 'all keys indented, blocks deeper',
    config:
      '[profile base]\n\ts3 =\n\t\tname = x\n\t; note\n\n\t\tsize = 1\n\tregion = y\n\toutput = z',
    profiles: { base: { 's3.name': 'x', 's3.size': '1', region: 'y', output: 'z' } },
  },
  {
    from: 'botocore, js: differential runs',
    what: 'a second bracket in a header',
    config: '[profile ann] [bob]\nk = 1\n[profile ann]]\nk = 2\n[default] [x]\nk = 3',
    credentials: '[ann]]\nk = 1\n[bob] # [x]\nk = 2',
    profiles: { 'ann]': { k: '1' }, bob: { k: '2' } },
  },
]
